#!/usr/bin/python3
"""Scores the built plugins on a corpus of real device output, if there is one.

    corpus_test.py INTERFACES_BATCH PLUGIN_DIRECTORY

The corpus is $SHOWD_CORPUS, else ../shared/corpus beside the source tree; without it the exit code is
77 (skipped). Fails if a case of a platform that has a plugin fails.
"""
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import corpus  # noqa: E402


def main():
    program, plugins = sys.argv[1:3]
    score = corpus.program("score_interfaces")
    known = {path.stem for path in pathlib.Path(plugins).glob("*.so")}
    failed = []
    for platform in sorted(known):
        if not (corpus.FOLDER / "interfaces" / platform).is_dir():
            continue
        result = subprocess.run([score, "--platform", platform, "--", program, plugins, "{manifest}"],
                                capture_output=True, text=True, check=False)
        lines = result.stdout.splitlines()
        print(f"{platform}: {lines[-1] if lines else result.stderr}")
        print("\n".join(line for line in lines if line.startswith(("FAIL", "facts right"))))
        if result.returncode != 0:
            failed.append(platform)
    return 1 if failed else 0


sys.exit(main())
