#!/usr/bin/python3
"""config/docs/showctl.md says of each command what its --help says.

    pages_test.py [--rewrite]
"""
import re
import subprocess
import sys
import unittest

import harness

PAGE = harness.SOURCE / "config" / "docs" / "showctl.md"
HEAD = """\
# showctl, command by command

What `showctl COMMAND --help` prints, made by `tests/e2e/pages_test.py --rewrite` and held to it by a test.
"""


def help_of(*command):
    return subprocess.run([str(harness.SHOWCTL), *command, "--help"], capture_output=True, text=True,
                          check=True).stdout.rstrip()


def page():
    overview = help_of()
    commands = list(dict.fromkeys(re.findall(r"^  showctl (\w+)", overview, re.M)))
    parts = [HEAD, f"```text\n{overview}\n```"]
    parts += [f"## showctl {command}\n\n```text\n{help_of(command)}\n```" for command in commands]
    return "\n\n".join(part.rstrip() for part in parts) + "\n"


class Pages(unittest.TestCase):
    maxDiff = None

    def test_say_what_help_says(self):
        self.assertEqual(PAGE.read_text(), page(), "run tests/e2e/pages_test.py --rewrite")


if __name__ == "__main__":
    if sys.argv[1:] == ["--rewrite"]:
        PAGE.write_text(page())
    else:
        harness.main()
