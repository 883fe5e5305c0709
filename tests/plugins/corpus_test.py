#!/usr/bin/python3
"""Scores the built plugins on a corpus of real device output, if there is one.

    corpus_test.py INTERFACES_BATCH PLUGIN_DIRECTORY SOURCE_DIRECTORY

The corpus is $SHOWD_CORPUS, else ../shared/corpus beside the source tree; without it the exit code is
77 (skipped). Fails if a case of a platform that has a plugin fails.
"""
import os
import pathlib
import subprocess
import sys

SKIPPED = 77


def main():
    program, plugins, source = sys.argv[1:4]
    beside = pathlib.Path(source).resolve().parent / "shared" / "corpus"
    corpus = pathlib.Path(os.environ.get("SHOWD_CORPUS") or beside)
    score = corpus / "score_interfaces"
    if not score.exists():
        print(f"no corpus at {corpus}: skipped (SHOWD_CORPUS names another place)")
        return SKIPPED
    known = {path.stem for path in pathlib.Path(plugins).glob("*.so")}
    failed = []
    for platform in sorted(known):
        if not (corpus / "interfaces" / platform).is_dir():
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
