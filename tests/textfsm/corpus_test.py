#!/usr/bin/python3
"""Scores showctl's TextFSM engine on a corpus of templates and real outputs, if there is one.

    corpus_test.py SHOWCTL

The corpus is $SHOWD_CORPUS, else ../shared/corpus beside the source tree; without it the exit code is
77 (skipped). Fails if a case fails.
"""
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import corpus  # noqa: E402


def main():
    program = sys.argv[1]
    score = corpus.program("score_textfsm")
    failed = False
    for folder in ("semantics", "ntc"):
        result = subprocess.run(
            [score, "--tests", corpus.FOLDER / folder / "tests", "--templates", corpus.FOLDER / folder / "templates", "--",
             program, "parse", "--as", "records", "--templates", "{templates}", "--batch", "{manifest}"],
            capture_output=True, text=True, check=False)
        print(f"{folder}:\n{result.stdout}{result.stderr}")
        failed = failed or result.returncode != 0
    return 1 if failed else 0


sys.exit(main())
