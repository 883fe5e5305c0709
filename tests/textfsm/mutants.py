#!/usr/bin/python3
"""Python's TextFSM as a batch program, whole or with one fault, for differential_test.py --self-test.

    mutants.py FAULT TEMPLATES MANIFEST      FAULT: none, or one of FAULTS
"""
import json
import pathlib
import re
import string
import sys

import reference
from textfsm import clitable, parser

OPTIONS, VALUE, RULE, FSM = parser.TextFSMOptions, parser.TextFSMValue, parser.TextFSMRule, parser.TextFSM


def patch(owner, name, make):
    setattr(owner, name, make(getattr(owner, name)))


def absent_group_is_not_assigned():
    patch(VALUE, "AssignVar", lambda old: lambda self, value: None if value is None else old(self, value))


def filldown_survives_clearall():
    OPTIONS.Filldown.OnClearAllVar = OPTIONS.Filldown.OnClearVar


def filldown_ends_at_record():
    OPTIONS.Filldown.OnClearVar = lambda self: None


def list_with_filldown_is_emptied():
    OPTIONS.List.OnClearVar = OPTIONS.List.OnClearAllVar


def list_keeps_after_record():
    OPTIONS.List.OnClearVar = lambda self: None


def nested_groups_stay_text():
    OPTIONS.List.OnAssignVar = lambda self: self._value.append(self.value.value)


def required_allows_empty():
    def saved(self):
        if self.value.value is None:
            raise parser.SkipRecord
    OPTIONS.Required.OnSaveRecord = saved


def required_does_not_clear():
    patch(FSM, "_AppendRecord", lambda old: lambda self: None if lacks_required(self) else old(self))


def lacks_required(fsm):
    return any("Required" in value.OptionNames() and not value.value for value in fsm.values)


def fillup_overwrites():
    def assigned(self):
        if self.value.value and self.value.fsm._result:
            self.value.fsm._result[-1][self.value.fsm.values.index(self.value)] = self.value.value
    OPTIONS.Fillup.OnAssignVar = assigned


def lines_end_at_newline_only():
    with_text(lambda text: text.removesuffix("\n").split("\n") if text else [])


def trailing_blanks_go():
    with_text(lambda text: [line.rstrip() for line in text.splitlines()])


def empty_lines_go():
    with_text(lambda text: [line for line in text.splitlines() if line])


class Lines(str):
    """A text whose lines are given."""

    def splitlines(self, keepends=False):
        del keepends
        return self.lines


def with_text(split):
    def parse_text(old):
        def parse(self, text, eof=True):
            given = Lines(text or " ")
            given.lines = split(text)
            return old(self, given, eof)
        return parse
    patch(FSM, "ParseText", parse_text)


def no_record_at_the_end():
    patch(FSM, "ParseText", lambda old: lambda self, text, eof=True: old(self, text, False))


def eof_state_records_too():
    def parse_text(old):
        def parse(self, text, eof=True):
            self.states.pop("EOF", None)
            return old(self, text, eof)
        return parse
    patch(FSM, "ParseText", parse_text)


def continue_is_next():
    patch(FSM, "_Operations", lambda old: lambda self, rule, line: old(self, rule, line) or True)


def error_is_ignored():
    def operations(old):
        def run(self, rule, line):
            return True if rule.line_op == "Error" else old(self, rule, line)
        return run
    patch(FSM, "_Operations", operations)


def clear_is_clearall():
    FSM._ClearRecord = FSM._ClearAllRecord


def first_arrow_counts():
    RULE.MATCH_ACTION = re.compile(r"(?P<match>.*?)(\s->(?P<action>.*))")


def three_blanks_will_do():
    patch(FSM, "_ParseFSMState", lambda old: lambda self, file: old(
        self, (re.sub(r"^\s+\^", " ^", row) for row in file)))


def classes_are_ascii():
    def match(self, text, *rest):
        return re.compile(self.pattern, re.ASCII).match(text, *rest)
    parser.CopyableRegexObject.match = match


def names_need_braces():
    string.Template.pattern = re.compile(
        r"\$(?:(?P<escaped>\$)|(?P<named>(?!))|\{(?P<braced>[_a-z]\w*)\}|(?P<invalid>))", re.I)


def search_the_whole_line():
    parser.CopyableRegexObject.match = lambda self, text: self.regex.search(text)


def continue_takes_a_state():
    patch(RULE, "__init__", lambda old: lambda self, line, *rest: old(
        self, re.sub(r"(Continue\S*)\s+\w+\s*$", r"\1", line), *rest))


def values_may_repeat():
    def header(old):
        def get(self):
            return [] if self._cur_state is None else old(self)
        return get
    patch(FSM, "_GetHeader", header)


def merge_by_row_number():
    patch(reference.Table, "extend", lambda old: lambda self, table, keys=None: old(self, table))


FAULTS = {fault.__name__: fault for fault in (
    absent_group_is_not_assigned, filldown_survives_clearall, filldown_ends_at_record,
    list_with_filldown_is_emptied, list_keeps_after_record, nested_groups_stay_text,
    required_allows_empty, required_does_not_clear, fillup_overwrites, lines_end_at_newline_only,
    trailing_blanks_go, empty_lines_go, no_record_at_the_end, eof_state_records_too, continue_is_next,
    error_is_ignored, clear_is_clearall, first_arrow_counts, three_blanks_will_do, classes_are_ascii,
    names_need_braces, search_the_whole_line, continue_takes_a_state, values_may_repeat,
    merge_by_row_number)}


def main():
    fault, templates, manifest = sys.argv[1:]
    if fault != "none":
        FAULTS[fault]()
    folder = pathlib.Path(templates)
    index = clitable.CliTable("index", templates).index
    for row in pathlib.Path(manifest).read_text(encoding="utf-8").splitlines():
        case = json.loads(row)
        found = index.GetRowMatch({"Command": case["command"], "Platform": case["platform"]})
        names = index.index[found]["Template"].split(":")
        said = reference.answer([(folder / name).read_bytes().decode() for name in names],
                                pathlib.Path(case["file"]).read_bytes().decode())
        told = {"error": said.error or said.crash} if said.records is None else {"records": said.records}
        print(json.dumps({"id": case["id"], **told}))


if __name__ == "__main__":
    main()
