#!/usr/bin/python3
"""All of a corpus of real outputs through showctl's TextFSM engine, beside python3-textfsm.

    tests/bench/textfsm.py [--runs 5] [CORPUS]

CORPUS holds ntc/templates (with `index`) and ntc/tests/<platform>/<command>/*.raw; without it
$SHOWD_CORPUS, else ../shared/corpus beside the source tree. By turns, in the same run: Python, showctl,
Python, ... Both answer the same manifest, and their records are compared.

- batch: the whole process, from the start to the last record (user and system time, peak memory);
- first parse: what both say of each case in that batch, with look-up and compilation;
- parse and records: the same with all templates compiled before. showctl's `micros`, the second time that
  it meets a case in a batch. Two cases, in which `re` backtracks for seconds, are three quarters of Python's
  sum: hence also without. Python's ParseText alone leaves out what makes dicts of its rows.
  Python's clock is that of its CPU, showctl's goes on while others have the processor: so these rows are
  sums of each case's best run, and on a busy machine they are unkind to showctl;
- cold compile: every template of the folder once. showctl: the CPU of the whole `--lint`, which also
  reads the index and looks for templates that no row reaches.

Look-up in the index and compilation alone are measured by bench_textfsm_index, if it is built.
Build: cmake --preset release && cmake --build --preset release --target showctl bench_textfsm_index
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

import bench
from bench import harness

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import corpus  # noqa: E402

SLOW = ("cisco_s300", "show_vlan")  # platform and command of the two
INDEX_BENCH = harness.BUILD / "tests" / "bench" / "bench_textfsm_index"

# Run with -I: this file's own name must not be what `import textfsm` finds.
PYTHON = """
import glob, json, os, sys, time, warnings
warnings.simplefilter("ignore")
import textfsm
from textfsm import clitable, texttable
what, templates, manifest = sys.argv[1:]
cases = [json.loads(line) for line in open(manifest, encoding="utf-8")]

def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()

def compiled(name):
    with open(os.path.join(templates, name), encoding="utf-8") as file:
        return textfsm.TextFSM(file)

def batch():
    for case in cases:
        text = read(case["file"])
        began = time.process_time()
        table = clitable.CliTable("index", templates)
        table.ParseCmd(text, {"Command": case["command"], "Platform": case["platform"]})
        rows = [{table.header[i].lower(): value for i, value in enumerate(row)} for row in table]
        spent = (time.process_time() - began) * 1e6
        print(json.dumps({"id": case["id"], "records": rows, "micros": spent}, ensure_ascii=False))

def parse():
    index, known = clitable.CliTable("index", templates).index, {}
    for case in cases:
        row = index.GetRowMatch({"Command": case["command"], "Platform": case["platform"]})
        names = index.index[row]["Template"].split(":")
        for name in names:
            known[name] = known.get(name) or compiled(name)
        text, spent, tabled = read(case["file"]), 0, 0
        for name in names:
            known[name].Reset()
            began = time.process_time()
            rows = known[name].ParseText(text)
            parsed = time.process_time()
            to_dicts(known[name].header, rows)
            spent += parsed - began
            tabled += time.process_time() - began
        print(json.dumps({"id": case["id"], "bare_micros": spent * 1e6, "micros": tabled * 1e6}))

def to_dicts(header, rows):
    table = texttable.TextTable()
    table.header = header
    for row in rows:
        table.Append(row)
    return [{header[i].lower(): value for i, value in enumerate(row)} for row in table]

def compile():
    began = time.process_time()
    for path in glob.glob(os.path.join(templates, "*.textfsm")):
        compiled(os.path.basename(path))
    print(json.dumps({"id": "compile", "micros": (time.process_time() - began) * 1e6}))

{"batch": batch, "parse": parse, "compile": compile}[what]()
"""


class Bench:
    """The corpus as a manifest, and both programs on it."""

    def __init__(self, corpus_folder, folder):
        self.templates = corpus_folder / "ntc" / "templates"
        self.manifest = folder / "manifest"
        self.cases = list(cases_of(corpus_folder / "ntc" / "tests"))
        if not self.cases:
            raise SystemExit(f"no cases under {corpus_folder}")
        self.manifest.write_text("".join(json.dumps(case) + "\n" for case in self.cases))
        self.again = folder / "again"  # each case first under another name
        self.again.write_text("".join(json.dumps(one) + "\n" for case in self.cases
                                      for one in ({**case, "id": f"first {case['id']}"}, case)))
        self.slow = {case["id"] for case in self.cases if case["id"].startswith("/".join(SLOW))}

    def python(self, what):
        return bench.Measured(["/usr/bin/python3", "-I", "-c", PYTHON, what, self.templates, self.manifest]).good()

    def showctl(self, *arguments):
        return bench.Measured([harness.SHOWCTL, "parse", "--as", "records", *arguments])

    def batch(self):
        return self.showctl("--templates", self.templates, "--batch", self.manifest).good()

    def batch_again(self):
        return self.showctl("--templates", self.templates, "--batch", self.again).good()

    def lint(self):
        """Its exit code tells of faults in the templates, which are not the bench's matter."""
        return bench.Measured([harness.SHOWCTL, "parse", "--lint", self.templates])


def cases_of(tests):
    for path in sorted(tests.glob("*/*/*.raw")):
        platform, command = path.parts[-3:-1]
        yield {"id": f"{platform}/{command}/{path.stem}", "platform": platform,
               "command": command.replace("_", " "), "file": str(path.resolve())}


def answers(run):
    return {line["id"]: line for line in map(json.loads, filter(None, run.out.split("\n")))}


def alike(python, showctl):
    return sum("records" in line and line["records"] == showctl.get(name, {}).get("records")
               for name, line in python.items())


def best_seconds(runs, ids, figure="micros"):
    """The sum of each case's shortest time."""
    told = [answers(run) for run in runs]
    return sum(min(of[name][figure] for of in told) for name in ids) / 1e6


def row(what, python, showctl, goal, digits=3):
    """A line of the table: min / median of both, and how many times less the second is."""
    told = [f"{min(of):.{digits}f} / {statistics.median(of):.{digits}f}" for of in (python, showctl)]
    times = (min(python) / min(showctl), statistics.median(python) / statistics.median(showctl))
    print(f"| {what} | {told[0]} | {told[1]} | {times[0]:.1f} / {times[1]:.1f} | {goal} |")


def sum_row(what, runs, ids, goal, figure="micros"):
    python, showctl = best_seconds(runs[0], ids, figure), best_seconds(runs[1], ids)
    print(f"| {what} | {python:.3f} | {showctl:.3f} | {python / showctl:.1f} | {goal} |")


def measure(site, runs):
    """{what: ([Measured of Python], [Measured of showctl])}, by turns."""
    taken = {what: ([], []) for what in ("batch", "parse", "compile")}
    for _ in range(runs):
        for what, other in (("batch", site.batch), ("parse", site.batch_again), ("compile", site.lint)):
            taken[what][0].append(site.python(what))
            taken[what][1].append(other())
    return taken


def table(site, taken):
    print("| | python3-textfsm | showctl | times less | goal |\n|---|---|---|---|---|")
    python, showctl = taken["batch"]
    row("batch, CPU s", [run.cpu for run in python], [run.cpu for run in showctl], "15")
    row("batch, wall s", [run.wall for run in python], [run.wall for run in showctl], "")
    row("batch, peak MiB", [run.rss for run in python], [run.rss for run in showctl], "1", 1)
    every = {case["id"] for case in site.cases}
    for cases, which in ((every, ""), (every - site.slow, f" without the {len(site.slow)} slow cases")):
        sum_row(f"first parse{which}, s", taken["batch"], cases, "")
        sum_row(f"parse and records{which}, s", taken["parse"], cases, "20")
        sum_row(f"Python's ParseText alone{which}, s", taken["parse"], cases, "", "bare_micros")
    python, showctl = taken["compile"]
    row("cold compile, CPU s (showctl: all of --lint)",
        [best_seconds([run], ["compile"]) for run in python], [run.cpu for run in showctl], "below 0.3 s")


def look_up(site):
    if not INDEX_BENCH.exists():
        print("\nlook-up and compilation alone: not measured, bench_textfsm_index is not built")
        return
    questions = site.manifest.with_name("questions")
    questions.write_text("".join(f"{case['platform']}\t{case['command']}\n" for case in site.cases))
    done = subprocess.run([INDEX_BENCH, site.templates, questions], capture_output=True, text=True,
                          check=True)
    print(f"\nIn one process (goals: a known platform and command below 1 us, compiled cold below 0.3 s):\n"
          f"{done.stdout.strip()}")


def main():
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("--runs", type=int, default=5)
    given.add_argument("corpus", nargs="?")
    options = given.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = Bench(pathlib.Path(options.corpus or corpus.FOLDER), pathlib.Path(folder))
        print(f"{bench.setting()}; {len(site.cases)} cases; {options.runs} runs, min / median\n")
        taken = measure(site, options.runs)
        python, showctl = (answers(runs[0]) for runs in taken["batch"])
        print(f"{alike(python, showctl)} of {len(site.cases)} cases give the same records\n")
        table(site, taken)
        look_up(site)


if __name__ == "__main__":
    main()
