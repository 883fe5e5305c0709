#!/usr/bin/python3
"""Scores showctl's TextFSM engine on a corpus of templates and real outputs, if there is one.

    corpus_test.py SHOWCTL SOURCE_DIRECTORY

The corpus is $SHOWD_CORPUS, else ../shared/corpus beside the source tree; without it the exit code is
77 (skipped). Fails if a case fails.
"""
import os
import pathlib
import subprocess
import sys

SKIPPED = 77


def main():
    program, source = sys.argv[1:3]
    beside = pathlib.Path(source).resolve().parent / "shared" / "corpus"
    corpus = pathlib.Path(os.environ.get("SHOWD_CORPUS") or beside)
    score = corpus / "score_textfsm"
    if not score.exists():
        print(f"no corpus at {corpus}: skipped (SHOWD_CORPUS names another place)")
        return SKIPPED
    failed = False
    for folder in ("semantics", "ntc"):
        result = subprocess.run(
            [score, "--tests", corpus / folder / "tests", "--templates", corpus / folder / "templates", "--",
             program, "parse", "--as", "records", "--templates", "{templates}", "--batch", "{manifest}"],
            capture_output=True, text=True, check=False)
        print(f"{folder}:\n{result.stdout}{result.stderr}")
        failed = failed or result.returncode != 0
    return 1 if failed else 0


sys.exit(main())
