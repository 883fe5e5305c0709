#!/usr/bin/python3
"""showctl parse as people call it: formats, standard input, batch, lint, and what may be wrong.

    parse_command_test.py SHOWCTL
"""
import csv
import ctypes
import io
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import unittest

SHOWCTL = sys.argv.pop(1)
PR_SET_MDWE = 65  # what MemoryDenyWriteExecute= of systemd uses since Linux 6.3

INDEX = """\
# comment
Template, Hostname, Platform, Command

ports.textfsm, .*, lab_os, sh[[ow]] po[[rts]]
broken.textfsm, .*, lab_os, show broken
bomb.textfsm, .*, lab_os, show bomb
picky.textfsm, .*, lab_os, show picky
ports.textfsm:speeds.textfsm, .*, lab_os, show all
"""
TEMPLATES = {
    "ports.textfsm": "Value Key PORT (\\S+)\nValue STATUS (up|down)\n\nStart\n  ^${PORT}\\s+is\\s+${STATUS} -> Record\n",
    "speeds.textfsm": "Value Key PORT (\\S+)\nValue SPEED (\\d+)\n\nStart\n  ^${PORT}\\s+runs\\s+at\\s+${SPEED} -> Record\n",
    "broken.textfsm": "Value PORT (\\S+\n\nStart\n  ^${PORTT}\n",
    "bomb.textfsm": "Value X ((?:a+)+b)\nValue Y (\\w+)\n\nStart\n  ^${X}$$ -> Record\n  ^end\\s+${Y} -> Record\n",
    "picky.textfsm": "Value X (\\d+)\n\nStart\n  ^${X}$$ -> Record\n  ^. -> Error \"no number\"\n",
    "lonely.textfsm": "Value X (x)\n\nStart\n  ^${X}\n",
}
EXPLOSIVE = "a" * 5000 + "!b\n"
PORTS = "Gi0/1 is up\nnoise\nGi0/2   is  down\n"


class Parse(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.templates = self.folder / "templates"
        self.templates.mkdir()
        (self.templates / "index").write_text(INDEX)
        for name, text in TEMPLATES.items():
            (self.templates / name).write_text(text)

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def showctl(self, *arguments, stdin=""):
        return subprocess.run([SHOWCTL, "parse", *map(str, arguments)], input=stdin, capture_output=True, text=True,
                              timeout=100, check=False)

    def by_index(self, command, *arguments, stdin=""):
        return self.showctl("--as", "records", "--templates", self.templates, "--platform", "lab_os", "--command",
                            command, *arguments, stdin=stdin)

    def batch(self, *cases):
        """Answers by id. A case: id, command, file."""
        lines = [json.dumps({"id": one, "platform": "lab_os", "command": command, "file": str(file)})
                 for one, command, file in cases]
        manifest = self.file("manifest", "\n".join(lines) + "\n")
        done = self.showctl("--as", "records", "--templates", self.templates, "--batch", manifest)
        self.assertEqual(done.returncode, 0, done.stderr)
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(len(answers), len(cases))
        return {answer["id"]: answer for answer in answers}, done.stderr

    def test_a_table_from_standard_input(self):
        done = self.by_index("show ports", stdin=PORTS)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([line.split() for line in done.stdout.splitlines()],
                         [["port", "status"], ["Gi0/1", "up"], ["Gi0/2", "down"]])

    def test_json_and_csv_from_a_file(self):
        ports = self.file("ports.txt", PORTS)
        done = self.by_index("sh po", "--format", "json", ports)
        expected = [{"port": "Gi0/1", "status": "up"}, {"port": "Gi0/2", "status": "down"}]
        self.assertEqual(json.loads(done.stdout), expected)
        done = self.by_index("sh po", "--format", "csv", ports)
        self.assertEqual(list(csv.DictReader(io.StringIO(done.stdout))), expected)

    def test_two_templates_are_merged_by_key(self):
        done = self.by_index("show all", "--format", "json", stdin=PORTS + "Gi0/2 runs at 100\n")
        self.assertEqual(json.loads(done.stdout), [{"port": "Gi0/1", "status": "up", "speed": ""},
                                                   {"port": "Gi0/2", "status": "down", "speed": "100"}])

    def test_a_template_by_name(self):
        done = self.showctl("--as", "records", "--template", self.templates / "ports.textfsm", "--format", "json",
                            stdin=PORTS)
        self.assertEqual(len(json.loads(done.stdout)), 2)

    def test_what_is_wrong_is_told_with_its_place(self):
        for command, status, words in (("show nothing", 1, ["index", "show nothing"]),
                                       ("show broken", 1, ["broken.textfsm:1"]),
                                       ("show picky", 1, ["picky.textfsm:5", "no number", "line 2"])):
            done = self.by_index(command, stdin="7\nseven\n")
            self.assertEqual(done.returncode, status, command)
            self.assertEqual(done.stdout, "")
            for word in words:
                self.assertIn(word, done.stderr)
        (self.templates / "index").unlink()
        done = self.by_index("show ports", stdin=PORTS)
        self.assertEqual(done.returncode, 2)
        self.assertIn(str(self.templates / "index"), done.stderr)

    def test_a_line_that_explodes_is_no_match_and_told(self):
        done = self.by_index("show bomb", "--format", "json", stdin=EXPLOSIVE + "end well\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout), [{"x": "", "y": "well"}])
        self.assertIn("bomb.textfsm:5: given up on input line 1", done.stderr)

    def test_a_batch_goes_on(self):
        answers, _ = self.batch(
            ("good", "show ports", self.file("good", PORTS)),
            ("broken", "show broken", self.file("any", PORTS)),
            ("missing", "show ports", self.folder / "nowhere"),
            ("unknown", "show what", self.file("any", PORTS)),
            ("error", "show picky", self.file("letters", "x\n")),
            ("zeros", "show ports", self.file("zeros", b"Gi0/\0 is up\n\xff\xfe is down\n")),
            ("bomb", "show bomb", self.file("bomb", EXPLOSIVE)),
            ("bombs", "show bomb", self.file("bombs", EXPLOSIVE * 300)),
            ("last", "show ports", self.file("good", PORTS)))
        self.assertEqual(answers["good"]["records"][1], {"port": "Gi0/2", "status": "down"})
        self.assertGreaterEqual(answers["good"]["micros"], 0)
        self.assertEqual(answers["last"]["records"], answers["good"]["records"])
        self.assertEqual(answers["zeros"]["records"], [{"port": "Gi0/\0", "status": "up"},
                                                       {"port": "\ufffd\ufffd", "status": "down"}])
        self.assertEqual(answers["bomb"]["records"], [])
        for failed, words in (("broken", "broken.textfsm:1"), ("missing", "nowhere"), ("unknown", "show what"),
                              ("error", "picky.textfsm:5"), ("bombs", "bomb.textfsm:5")):
            self.assertIn(words, answers[failed]["error"])

    def test_where_the_system_forbids_writable_code(self):
        def forbid():
            if ctypes.CDLL(None).prctl(PR_SET_MDWE, 1, 0, 0, 0) != 0:
                os._exit(77)
        many = PORTS * 2000  # far more matches than machine code is made after
        done = subprocess.run([SHOWCTL, "parse", "--as", "records", "--template", self.templates / "ports.textfsm",
                               "--format", "csv"], input=many, capture_output=True, text=True, check=False,
                              preexec_fn=forbid)
        if done.returncode == 77:
            self.skipTest("this kernel has no PR_SET_MDWE")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(done.stdout.splitlines()), 1 + 4000)

    def test_a_hundred_megabytes(self):
        line = "Gi0/{:02} is up and much more is said about this port than anybody ever wanted to read\n"
        block = "".join(line.format(i % 48) for i in range(10_000))
        blocks = 100_000_000 // len(block) + 1
        with (self.folder / "big").open("w") as big:
            for _ in range(blocks):
                big.write(block)
        answers, _ = self.batch(("big", "show ports", self.folder / "big"), ("small", "show ports", self.file("s", PORTS)))
        if "error" in answers["big"]:
            self.assertIn("memory", answers["big"]["error"])
        else:
            self.assertEqual(len(answers["big"]["records"]), 10_000 * blocks)
        self.assertEqual(len(answers["small"]["records"]), 2)

    def test_output_that_cannot_be_written_is_no_success(self):
        manifest = self.file("manifest", json.dumps({"id": 1, "platform": "lab_os", "command": "show ports",
                                                     "file": str(self.file("ports", PORTS))}) + "\n")
        template = self.templates / "ports.textfsm"
        for what in (("--templates", self.templates, "--batch", manifest), ("--template", template, self.folder / "ports"),
                     ("--template", template, "--format", "json", self.folder / "ports")):
            with open("/dev/full", "w") as full:
                done = subprocess.run([SHOWCTL, "parse", "--as", "records", *map(str, what)], stdout=full,
                                      stderr=subprocess.PIPE, text=True, check=False)
            self.assertEqual(done.returncode, 2, what)
            self.assertIn("standard output", done.stderr)

    def test_lint_tells_every_fault_and_what_no_row_reaches(self):
        done = self.showctl("--lint", self.templates)
        self.assertEqual(done.returncode, 1)
        self.assertIn("broken.textfsm:1:", done.stdout)
        self.assertIn("broken.textfsm:4:", done.stdout)
        self.assertIn("lonely.textfsm: no row of the index names it", done.stdout)
        (self.templates / "broken.textfsm").write_text(TEMPLATES["ports.textfsm"])
        self.assertEqual(self.showctl("--lint", self.templates).returncode, 0)


resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
unittest.main()
