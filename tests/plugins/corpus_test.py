#!/usr/bin/python3
"""Compares what the built plugins read of a corpus of real device output with a recorded floor.

    corpus_test.py [--rewrite] INTERFACES_BATCH PLUGIN_DIRECTORY

The corpus is $SHOWD_CORPUS, else ../shared/corpus beside the source tree; without it the exit code is
77 (skipped). corpus_floor.json has for each platform how many facts are right and which are known to
be wrong. Fails where fewer are right or another one is wrong, and names the facts that are not right;
--rewrite records what is now. A platform whose facts are others than the recorded ones (another
corpus) is told and not compared.
"""
import argparse
import importlib.machinery
import importlib.util
import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import corpus  # noqa: E402

FLOOR = pathlib.Path(__file__).with_name("corpus_floor.json")
SHOWN = 25  # facts of a platform that fell


def scorer():
    """The corpus's own program as a module: its judgement of one interface is the judgement here."""
    path = str(corpus.program("score_interfaces"))
    loader = importlib.machinery.SourceFileLoader("score_interfaces", path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    sys.dont_write_bytecode = True
    loader.exec_module(module)
    return module


def cases():
    for expected in sorted(corpus.FOLDER.glob("interfaces/*/*/expected.json")):
        folder = expected.parent
        yield {"id": f"{folder.parent.name}/{folder.name}", "platform": folder.parent.name,
               "command": (folder / "command.txt").read_text().strip(), "file": str(folder / "output.txt")}


def answers(program, plugins, manifest):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.writelines(json.dumps(case) + "\n" for case in manifest)
        file.flush()
        out = subprocess.run([program, plugins, file.name], stdout=subprocess.PIPE, check=True).stdout
    return {answer["id"]: answer for answer in map(json.loads, out.splitlines())}


def judge(score, case, answer):
    """Yields (what, verdict) of each fact of a case; what names case, interface and fact."""
    expected = json.loads(pathlib.Path(case["file"]).with_name("expected.json").read_text())["interfaces"]
    given = answer.get("interfaces", [])
    pairs, _ = score.match(expected, given)
    for at, interface in enumerate(expected):
        own = given[pairs[at]] if at in pairs else {}
        for fact, verdict, want, got in score.facts(interface, own):
            if at not in pairs:  # no value is wrong where there is none
                verdict = "missing"
            yield f"{case['id']}: {interface['name']} {fact}", verdict, want, got


def measure(score, program, plugins):
    """platform -> (its line of the floor, what is not right)"""
    manifest = list(cases())
    given = answers(program, plugins, manifest)
    now, faults = {}, {}
    for case in manifest:
        verdicts = list(judge(score, case, given[case["id"]]))
        line = now.setdefault(case["platform"], {"cases": 0, "passed": 0, "facts": 0, "right": 0, "wrong": []})
        line["cases"] += 1
        line["passed"] += "interfaces" in given[case["id"]] and all(v[1] == "right" for v in verdicts)
        line["facts"] += len(verdicts)
        line["right"] += sum(v[1] == "right" for v in verdicts)
        line["wrong"] += [v[0] for v in verdicts if v[1] == "wrong"]
        faults.setdefault(case["platform"], []).extend(v for v in verdicts if v[1] != "right")
    return {name: (line, faults[name]) for name, line in now.items() if line["right"]}


def fell(platform, floor, line, faults):
    """Whether it is worse than the floor; prints why."""
    new = [fault for fault in faults if fault[1] == "wrong" and fault[0] not in floor["wrong"]]
    if line["right"] >= floor["right"] and not new:
        return False
    print(f"{platform}: {line['right']} facts right, {floor['right']} were; {len(new)} newly wrong. Not right:")
    for what, verdict, want, got in (new + [fault for fault in faults if fault not in new])[:SHOWN]:
        print(f"  {what}: {verdict}, want {want!r}, got {got!r}")
    return True


def main():
    parser = argparse.ArgumentParser(usage="see the head of this file")
    parser.add_argument("--rewrite", action="store_true")
    parser.add_argument("program")
    parser.add_argument("plugins")
    given = parser.parse_args()
    now = measure(scorer(), given.program, given.plugins)
    floor = json.loads(FLOOR.read_text()) if FLOOR.exists() else {}
    bad, compared = [name for name in floor if name not in now], 0
    for name, (line, faults) in sorted(now.items()):
        print(f"{name}: facts right {line['right']}/{line['facts']}, wrong {len(line['wrong'])}, "
              f"cases passed {line['passed']}/{line['cases']}")
        if name not in floor or floor[name]["facts"] != line["facts"]:
            print(f"  not compared: {floor.get(name, {}).get('facts', 'no')} facts are recorded")
            continue
        compared += 1
        if fell(name, floor[name], line, faults):
            bad.append(name)
        elif line != floor[name]:
            print(f"  better than {floor[name]['right']}, {len(floor[name]['wrong'])} wrong: --rewrite raises the floor")
    if given.rewrite:
        FLOOR.write_text(json.dumps({name: line for name, (line, _) in sorted(now.items())}, indent=1) + "\n")
        return 0
    if bad:
        print(f"below the floor: {', '.join(bad)}")
        return 1
    return 0 if compared else corpus.SKIPPED


sys.exit(main())
