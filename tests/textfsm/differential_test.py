#!/usr/bin/python3
"""showctl's TextFSM engine against Python's, on templates and texts made from a seed.

    differential_test.py SHOWCTL
    differential_test.py [options] PROGRAM ARGUMENTS...   {templates} and {manifest} stand for the paths
    differential_test.py --self-test

Both parse the same pairs of template and text; they have to give the same records, or both refuse (the
words are free). The program answers in batches: a folder of templates with its `index`, a manifest of
JSON lines {"id", "platform", "command", "file"}, and a JSON line {"id", "records"} or {"id", "error"} for
each case on stdout. The first differences are shown with as few lines as still make one.

`--self-test` sets Python against itself (no difference may show) and against copies of it with one
fault each (every one must show): see mutants.py.

Exit code: 0 all equal, 1 not, 77 without python3-textfsm (skipped).
"""
import argparse
import collections
import contextlib
import itertools
import json
import pathlib
import subprocess
import sys
import tempfile
from typing import NamedTuple

import generator

SKIPPED = 77
CHUNK = 2000   # pairs that the program gets at once
ENOUGH = 0.40  # of the pairs have to yield records, or the test shows little
SHOWCTL = ("parse", "--as", "records", "--templates", "{templates}", "--batch", "{manifest}")
HERE = pathlib.Path(__file__).resolve().parent


class Pair(NamedTuple):
    name: str
    templates: tuple
    text: str


class Difference(NamedTuple):
    pair: Pair
    python: object   # reference.Answer
    program: dict    # its line, or {} if there is none


def main():
    options = arguments()
    try:
        import reference  # pylint: disable=import-outside-toplevel,unused-import
    except ImportError:
        print("python3-textfsm is not installed: skipped")
        return SKIPPED
    if options.self_test:
        return self_test(options)
    result = compare(options.program, options.seed, options.pairs)
    for found in one_of_each_case(result.differences)[:options.show]:
        show(shrink(options.program, found))
    for number, found in enumerate(result.differences if options.keep_failures else ()):
        keep(options.keep_failures / f"{number:04}", found)
    print(result.summary(options.seed))
    return 0 if result.good() else 1


def arguments():
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("--seed", default="1")
    given.add_argument("--pairs", type=int, default=10_000)
    given.add_argument("--show", type=int, default=5, help="differences to print")
    given.add_argument("--keep-failures", type=pathlib.Path, metavar="DIR")
    given.add_argument("--self-test", action="store_true")
    given.add_argument("program", nargs=argparse.REMAINDER, metavar="PROGRAM [ARGUMENTS...]")
    options = given.parse_args()
    if not options.program and not options.self_test:
        given.error("which program?")
    if len(options.program) == 1:
        options.program += SHOWCTL
    return options


# ---- comparison


class Result:
    """What a run of many pairs came to."""

    def __init__(self):
        self.counts = collections.Counter()
        self.differences = []

    def add(self, pair, python, program):
        self.counts["pairs"] += 1
        if python.crash:
            self.counts["crashes"] += 1
        elif python.error:
            self.counts["refused"] += 1
        elif python.records:
            self.counts["records"] += 1
        if not same(python, program):
            self.differences.append(Difference(pair, python, program))

    def good(self):
        return not self.differences and self.enough()

    def enough(self):
        return self.counts["records"] >= ENOUGH * self.counts["pairs"]

    def summary(self, seed):
        counts = self.counts
        return (f"seed {seed}: {counts['pairs']} pairs, {counts['records']} with records"
                f"{'' if self.enough() else f' (less than {ENOUGH:.0%}: too few)'}, "
                f"{counts['refused']} refused by Python, {counts['crashes']} crashes of Python not compared, "
                f"{len(self.differences)} differences")


def same(python, program):
    """Where Python crashed, any answer will do; but there has to be one."""
    if not program or "died" in program:
        return False
    if python.crash:
        return True
    return "error" in program if python.error else program.get("records") == python.records


def compare(program, seed, pairs):
    result, made = Result(), made_pairs(seed)
    for first in range(0, pairs, CHUNK):
        with Batch(itertools.islice(made, min(CHUNK, pairs - first))) as batch:
            batch.put_to(program, result)
    return result


def made_pairs(seed):
    for number in itertools.count():
        case = generator.case(seed, number)
        for which, text in enumerate(case.texts):
            yield Pair(f"{number}/{which}", case.templates, text)


class Batch:
    """Pairs laid out for a program in a folder of their own, with Python's answers."""

    def __init__(self, pairs):
        import reference  # pylint: disable=import-outside-toplevel
        self.pairs = list(pairs)
        self.python = [reference.answer(pair.templates, pair.text) for pair in self.pairs]
        self.folder = tempfile.TemporaryDirectory()
        self.templates = pathlib.Path(self.folder.name) / "templates"
        self.manifest = pathlib.Path(self.folder.name) / "manifest"
        self.entries = []  # of the manifest

    def __enter__(self):
        self.templates.mkdir()
        rows, commands = ["Template, Hostname, Platform, Command", ""], {}
        for number, pair in enumerate(self.pairs):
            if pair.templates not in commands:
                commands[pair.templates] = f"case {len(commands):05}"
                rows.append(self.index_row(commands[pair.templates], pair.templates))
            self.entries.append(self.entry(number, pair, commands[pair.templates]))
        (self.templates / "index").write_text("\n".join(rows) + "\n", encoding="utf-8")
        return self

    def __exit__(self, *_):
        self.folder.cleanup()

    def index_row(self, command, templates):
        names = []
        for letter, text in zip("ab", templates):
            names.append(f"{command.replace(' ', '_')}{letter}.textfsm")
            (self.templates / names[-1]).write_bytes(text.encode())
        return f"{':'.join(names)}, .*, made, sh[[ow]] {command}"

    def entry(self, number, pair, command):
        path = self.manifest.with_name(f"{number}.raw")
        path.write_bytes(pair.text.encode())
        verb = ("sh", "sho", "show")[number % 3]
        return {"id": pair.name, "platform": "made", "command": f"{verb} {command}", "file": str(path)}

    def put_to(self, program, result):
        answers = self.ask(program, self.entries)
        for pair, python in zip(self.pairs, self.python):
            result.add(pair, python, answers.get(pair.name, {}))

    def ask(self, program, entries):
        """The program's answers: {name of the pair: its line}. If it dies, each half is asked again, until
        the pair that kills it is found: {"died": why}."""
        self.manifest.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
        places = {"{templates}": str(self.templates), "{manifest}": str(self.manifest)}
        command = [places.get(word, word) for word in program]
        done = subprocess.run(command, capture_output=True, check=False, timeout=600)
        if done.returncode == 0:
            return read_answers(done.stdout)
        if len(entries) > 1:
            half = len(entries) // 2
            return {**self.ask(program, entries[:half]), **self.ask(program, entries[half:])}
        why = f"exit {done.returncode}: {done.stderr.decode('utf-8', 'replace')[-2000:]}"
        return {entry["id"]: {"died": why} for entry in entries}


def read_answers(output):
    answers = {}
    for line in output.split(b"\n"):
        try:
            said = json.loads(line)
            answers[said["id"]] = said
        except (ValueError, KeyError, TypeError):
            if line.strip():
                print(f"no answer: {line[:200]!r}")
    return answers


# ---- differences


def shrink(program, found):
    """The same kind of difference with as few lines as possible; all ways of one step are tried at once."""
    while True:
        less = Result()
        with Batch(smaller(found.pair)) as batch:
            batch.put_to(program, less)
        alike = [each for each in less.differences if kind(each) == kind(found)]
        if not alike:
            return found
        found = alike[0]._replace(pair=alike[0].pair._replace(name=found.pair.name))


def kind(found):
    answered = sorted(found.program.keys() & {"error", "records", "died"})
    return bool(found.python.error), bool(found.python.crash), answered


def smaller(pair):
    """The pair with some lines less, in many ways."""
    tries = [pair._replace(text=text) for text in with_less(pair.text)]
    for place, template in enumerate(pair.templates):
        before, after = pair.templates[:place], pair.templates[place + 1:]
        tries += [pair._replace(templates=(*before, text, *after)) for text in with_less(template)]
    return [each._replace(name=str(number)) for number, each in enumerate(tries)]


def with_less(text):
    """First without its halves, then without quarters, ..., single lines."""
    lines, less = text.splitlines(keepends=True), []
    span = len(lines)
    while span:
        span //= 2
        for place in range(0, len(lines), max(span, 1)):
            less.append("".join(lines[:place] + lines[place + max(span, 1):]))
    return less


def one_of_each_case(differences):
    """The texts of one template differ for the same reason, mostly."""
    return list({found.pair.templates: found for found in reversed(differences)}.values())[::-1]


def show(found):
    print(f"--- pair {found.pair.name}")
    for template in found.pair.templates:
        print("".join(f"  | {line}\n" for line in template.split("\n")), end="")
    print(f"  text     {found.pair.text!r}")
    print(f"  python   {found.python.records if not found.python.error else found.python.error!r}"
          f"{found.python.crash}")
    said = [found.program[key] for key in ("records", "error", "died") if key in found.program]
    print(f"  program  {said[0] if said else 'no answer'!r}\n")


def keep(folder, found):
    folder.mkdir(parents=True, exist_ok=True)
    for letter, template in zip("ab", found.pair.templates):
        (folder / f"{letter}.textfsm").write_bytes(template.encode())
    (folder / "text.raw").write_bytes(found.pair.text.encode())
    (folder / "answers.json").write_text(json.dumps(
        {"pair": found.pair.name, "python": found.python._asdict(), "program": found.program},
        indent=1, ensure_ascii=False), encoding="utf-8")


# ---- the test of the test


def self_test(options):
    """Every fault gets batch after batch until it shows."""
    import mutants  # pylint: disable=import-outside-toplevel
    wrong, made = [], made_pairs(options.seed)
    with contextlib.ExitStack() as stack:
        batches = [stack.enter_context(Batch(itertools.islice(made, 250))) for _ in range(16)]
        for name in ("none", *mutants.FAULTS):
            result = Result()
            program = [sys.executable, str(HERE / "mutants.py"), name, "{templates}", "{manifest}"]
            for batch in batches:
                batch.put_to(program, result)
                if result.differences:
                    break
            print(f"{name}: {len(result.differences)} differences in {result.counts['pairs']} pairs")
            if bool(result.differences) == (name == "none"):
                wrong.append(name)
    print(f"wrong: {', '.join(wrong)}" if wrong else "every fault shows")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
