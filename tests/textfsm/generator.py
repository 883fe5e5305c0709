"""Templates and texts for differential_test.py: a grammar, a seed, nothing else.

`cases(seed, number)` gives the Case `number`: one template (or two, merged by an index row `a:b`) and
some texts, made from the template's own rules so that its lines match, with noise between. About
one template in three is spoilt by `faults.spoil`, and comes with one text. The same seed and number give
the same case on any machine, so a case that failed can be made again alone.
"""
import random
import re
from typing import NamedTuple

import faults
import pieces

VALUE_NAMES = ("PORT", "NAME", "STATE", "VLAN", "MTU", "ADDRESS", "Mac", "mac", "a", "B2", "_x", "Speed",
               "Filldown", "LONG_NAME_OF_EXACTLY_FORTY_EIGHT_CHARACTERS_1234")
STATE_NAMES = ("Body", "Detail", "s2", "Recorded", "NextOne", "Continued", "Errors", "Clearance", "Größe",
               "_9", "StateNameOfExactlyFortyEightCharacters1234567890")
OPTIONS = ("Filldown", "Fillup", "Key", "List", "Required")
RECORDING = ("Record", "Next.Record")
PLAIN_ACTIONS = ("Next", "Next.NoRecord", "NoRecord", "Clear", "Next.Clear", "Clearall", "Next.Clearall")
CONTINUING = ("Continue", "Continue", "Continue.Record", "Continue.Record", "Continue.Clear",
              "Continue.Clearall", "Continue.NoRecord")
FAILING = ("Error", 'Error "no such line"', "Error word", 'Error "a->b"', "Error.Clear", "Error.Record",
           'Error.NoRecord ""')
COMMENTS = ("# remark", "#", "   # ^a -> Record", "\t#Value X (x)", " \u00a0# blank beyond ASCII")
TEXTS = 4  # of a template that is not spoilt
# What str.splitlines takes for the end of a line; blanks and others that are none.
LINE_ENDS = "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
ODD_CHARS = "\x00\x07\x08\x1b\x1f\u00a0\u00ad\u1680\u2009\u200b\u3000\ufeff\U0001f600\u0300٣"


class Case(NamedTuple):
    templates: tuple  # of str, one or two
    texts: tuple      # of str


class Rule:
    """A line of a state: its text in the template, a maker of lines it matches, where it leads."""

    def __init__(self, text, sample, next_state=""):
        self.text, self.sample, self.next_state = text, sample, next_state


class Template:
    """One template as it is made: values by name, states with their rules."""

    def __init__(self, rng):
        self.rng = rng
        self.values, self.value_lines = {}, []
        for number, name in enumerate(rng.sample(VALUE_NAMES, rng.choice((1, 2, 2, 3, 3, 3, 4, 5, 6)))):
            self.add_value(number, name)
        others = rng.sample(STATE_NAMES, rng.choice((0, 0, 0, 1, 1, 2, 3)))
        self.targets = ["Start", *others]
        self.states = {state: self.rules() for state in self.targets}

    def add_value(self, number, name):
        rng = self.rng
        options = self.options()
        nested = rng.random() < (0.45 if "List" in options else 0.04)
        piece = pieces.value_piece(rng, number, nested)
        if nested and rng.random() < 0.04:  # a nested group that bears a Value's name
            named = f"?P<{rng.choice(VALUE_NAMES)}>"
            piece = piece._replace(pattern=re.sub(r"\?P<\w+>", named, piece.pattern, 1))
        regex = f"({piece.pattern})"
        if rng.random() < 0.02:  # an alternation that reaches over the whole rule
            regex += rng.choice(("|(x)", "(?:b)", "(b?)"))
        self.values[name] = pieces.Piece(regex, piece.sample)
        self.value_lines.append(f"Value {','.join(options) + ' ' if options else ''}{name} {regex}")

    def options(self):
        rng = self.rng
        chosen = rng.sample(OPTIONS, rng.choice((0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 5)))
        return chosen if rng.random() < 0.7 else [option for option in chosen if option != "Required"]

    # ---- rules

    def rules(self):
        rng = self.rng
        rules = [self.rule() for _ in range(rng.choice((1, 2, 2, 3, 3, 4, 6)))]
        if rng.random() < 0.15:
            rules.append(Rule(self.line(r"^\s*$$", ""), pieces.one_of("", "  ")))
        if rng.random() < 0.05:
            rules.append(Rule(self.line("^", rng.choice(("Clear", "Record", "Continue"))), pieces.word))
        if rng.random() < 0.12:
            any_line = rng.choice(("^.", "^.+", "^.*$$"))
            rules.append(Rule(self.line(any_line, rng.choice(FAILING)), pieces.one_of("")))
        return rules

    def rule(self):
        """A rule over some Values, with labels and gaps between them."""
        rng = self.rng
        count = rng.choice((0, 1, 1, 1, 2, 2, 2, 3, 4))
        chosen = rng.sample(list(self.values), min(len(self.values), count))
        parts, samples, groups = [], [], 0
        if rng.random() < 0.4:
            self.add(parts, samples, pieces.Piece(r"\s*", pieces.one_of("", " ", "  ")))
        if rng.random() < 0.6 or not chosen:
            self.add(parts, samples, pieces.label(rng))
        for name in chosen:
            if rng.random() < 0.8:
                groups += self.add(parts, samples, rng.choice(pieces.GAPS))
            piece, written = self.values[name], f"${{{name}}}"
            if rng.random() < 0.12:
                written = f"(?:{written})?" if rng.random() < 0.6 else f"({written}|none)"
            elif rng.random() < 0.15:
                written = f"${name}(?:)" if rng.random() < 0.5 else f"${name}\\b"
            parts.append(written)
            samples.append(piece.sample)
            first, groups = groups + 1, groups + piece.groups + (1 if written.endswith("|none)") else 0)
            if rng.random() < 0.03:
                parts.append(f"-(?:\\{first})")
                samples.append(repeat_last(len(samples) - 1))
            elif rng.random() < 0.15:
                inner = rng.choice(pieces.RICH)
                groups += self.add(parts, samples, pieces.Piece(
                    inner.pattern.replace("{n}", f"r{len(parts)}"), inner.sample))
        if rng.random() < 0.45:
            parts.append(rng.choice(("$$", r"\s*$$", "$$", r"\s+$$|^never", r".*$$")))
        action, next_state = self.action()
        return Rule(self.line("^" + "".join(parts), action), line_of(samples), next_state)

    @staticmethod
    def add(parts, samples, piece):
        parts.append(piece.pattern.replace("$", "$$"))
        samples.append(piece.sample)
        return piece.groups

    def action(self):
        """What stands behind the arrow, and the state it leads to."""
        rng = self.rng
        kind = rng.random()
        if kind < 0.27:
            return "", ""
        if kind < 0.39:
            return rng.choice(CONTINUING), ""
        if kind < 0.41:
            return rng.choice(FAILING), ""
        action = rng.choice(RECORDING) if kind < 0.84 else rng.choice(PLAIN_ACTIONS) if kind < 0.92 else ""
        if action and rng.random() < 0.7:
            return action, ""
        target = rng.choice(("End", "EOF")) if rng.random() < 0.05 else rng.choice(self.targets)
        return f"{action}{rng.choice((' ', ' ', '  '))}{target}".strip(), target

    def line(self, pattern, action):
        rng = self.rng
        indent = rng.choice((" ", "  ", "  ", "  ", "\t"))
        if not action and rng.random() < 0.95:
            return indent + pattern
        arrow = rng.choice((" -> ",) * 12 + (" ->  ", "  -> ", "\t->\t", " ->\u00a0"))
        earlier = "(?: -> Next)?" if rng.random() < 0.03 else ""  # the last arrow counts
        return indent + pattern + earlier + arrow + action

    # ---- as text

    def lines(self):
        rng = self.rng
        rows = self.remarks(0.04)
        rows += [row for line in self.value_lines for row in [line, *self.remarks(0.03)]]
        for state, rules in self.states.items():
            rows += [""] * rng.choice((1, 1, 1, 2)) + self.remarks(0.04)
            rows += [state] + [row for rule in rules for row in [rule.text, *self.remarks(0.02)]]
        for state, share in (("EOF", 0.10), ("End", 0.05)):
            if rng.random() < share:
                rows += ["", state]
        blanks = ("",) * 200 + (" ", "\t", "  ", "\u00a0")
        return [row + rng.choice(blanks) for row in rows]

    def remarks(self, share):
        return [self.rng.choice(COMMENTS)] if self.rng.random() < share else []


def repeat_last(place):
    """A sampler that says again what the sample at `place` said."""
    def sample(_, said):
        return "-" + said[place]
    sample.looks_back = True
    return sample


def line_of(samples):
    def make(rng):
        said = []
        for sample in samples:
            said.append(sample(rng, said) if hasattr(sample, "looks_back") else sample(rng))
        return "".join(said)
    return make


# ---- texts


def walk(template, rng):
    """Lines as a device might print them for `template`: from rule to rule, state to state."""
    rows, state = [], "Start"
    length = rng.choice((0, 1, 3, 5, 6, 8, 8, 10, 12, 16, 20)) if rng.random() < 0.99 else 400
    for _ in range(length):
        if rng.random() < 0.12:
            rows.append(noise(rng))
            continue
        rule = rng.choice(template.states[state])
        rows.append(touched(rule.sample(rng), rng))
        if rule.next_state in template.states:
            state = rule.next_state
    return rows


def noise(rng):
    return rng.choice(("", "", " ", "\t", "-----", "some other line", pieces.phrase(rng)))


def touched(line, rng):
    """The line, now and then with something wrong or odd in it."""
    chance = rng.random()
    if chance < 0.80:
        return line
    if chance < 0.88:
        return line + rng.choice((" ", "  ", "\t", "\u00a0", "\x1f"))
    place = rng.randint(0, len(line))
    if chance < 0.92:
        return line[:place] + rng.choice(LINE_ENDS) + line[place:]
    if chance < 0.95:
        return line[:place] + rng.choice(ODD_CHARS) + line[place:]
    return line[:place] + line[place + 1:] if chance < 0.98 else line[:place] + line[place:] * 2


def text_of(rows, rng):
    """Lines to a text, with the line ends of one system or of several."""
    ends = rng.choice((("\n",),) * 7 + (("\r\n",), ("\r\n",), ("\n", "\r\n", "\r", "\n\n", *LINE_ENDS)))
    text = "".join(row + rng.choice(ends) for row in rows)
    if rng.random() < 0.2:
        text = text.rstrip("\r\n")
    return "\ufeff" + text if rng.random() < 0.005 else text


def template_text(lines, rng):
    end = "\r\n" if rng.random() < 0.05 else "\n"
    return end.join(lines) + (end if rng.random() < 0.9 else "")


def case(seed, number):
    """The case `number` of `seed`."""
    rng = random.Random(f"{seed}/{number}")
    templates = [Template(rng)] + ([Template(rng)] if rng.random() < 0.05 else [])
    spoilt = rng.random() < 0.35
    lines = [faults.spoil(rng, template.lines()) if spoilt else template.lines() for template in templates]
    written = [template_text(rows, rng) for rows in lines]
    given = []
    for _ in range(1 if spoilt else TEXTS):
        rows = walk(templates[0], rng)
        if len(templates) > 1:
            rows += walk(templates[1], rng)
        given.append(text_of(rows, rng))
    return Case(tuple(written), tuple(given))
