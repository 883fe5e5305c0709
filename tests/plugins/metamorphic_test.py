#!/usr/bin/python3
"""Runs the metamorphic test over the transcripts, and over the corpus of real device output if there is one.

    metamorphic_test.py METAMORPHIC PLUGIN_DIRECTORY [HELD...]

Prints the table of facts lost and wrong; fails where a held platform breaks the rules (metamorphic.cpp).
"""
import json
import pathlib
import subprocess
import sys
import tempfile

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))
import corpus  # noqa: E402


def outputs():
    for raw in sorted(TESTS.glob("transcripts/*/*/*.raw")):
        yield raw.parent.parent.name, raw.parent.name.replace("_", " "), raw
    for output in sorted(corpus.FOLDER.glob("interfaces/*/*/output.txt")):
        yield output.parent.parent.name, output.with_name("command.txt").read_text().strip(), output


def main():
    program, plugins, *held = sys.argv[1:]
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as manifest:
        for platform, command, file in outputs():
            line = {"id": str(file), "platform": platform, "command": command, "file": str(file)}
            manifest.write(json.dumps(line) + "\n")
        manifest.flush()
        return subprocess.run([program, plugins, manifest.name, *held], check=False).returncode


sys.exit(main())
