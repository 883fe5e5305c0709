"""Ways to spoil a template, for generator.py. Some leave it whole in Python's eyes: what is lax there has
to be lax here (a Value that no rule uses may hold any regular expression).

Left out on purpose:
- Values with unlike numbers of `(` and `)`: release 1.1 counts them, 2.1 does not;
- option names that are attributes of Python's own classes (`Value ValidOptions A (a)`): it crashes.
"""

VALUES = """Value
Value A
Value Foo X1 (x)
Value filldown X1 (x)
Value Required,Required X1 (x)
Value List,Key,List X1 (x)
Value Required,,List X1 (x)
Value Required, List X1 (x)
Value  X1 (x)
Value  (x)
Value Required  (x)
Value X1 x
Value X1 (x) y
Value X1 x(x)
Value Required X1
Value Required X1  (x)
value X1 (x)
 Value X1 (x)
Value\tX1 (x)
Values X1 (x)
Value: X1 (x)
Value A2345678901234567890123456789012345678901234567890 (x)
Value List A2345678901234567890123456789012345678901234567 (x)
Value X-1 (x)
Value 1X (x)
Value É (x)
Value X1 ()
Value X1 (*)
Value X1 (?:x)
Value X1 ([)
Value X1 (\\K)
Value X1 (a{2,1})
Value List X1 (?:x)
Value List X1 ((?P<x>y))
Value List X1 (?P<x>y)
Value List X1 (*)
Value List X1 ([)
Value List X1 (a{2,1})
Value List X1 (\\h+)
Value List X1 ((?P<x>a)(?P<x>b))
Value List X1 ((?<=a*)b)
Value X1 (x) # remark
Value PORT (a)
Value NAME (a)
Value STATE (a)
Start
  ^a""".split("\n")

# Regular expressions behind the ^ of a rule; $ is doubled where it is to reach the engine.
PATTERNS = r"""a ->Record
a->Record
a ->
a -> ->
a -> record
a -> Next.Next
a -> Next.
a -> .Record
a -> Record.Next
a -> Next.Record.Clear
a -> Next . Record
a -> Continue Start
a -> Continue.Record Start
a -> Continue.Clear End
a -> Nowhere
a -> Record Nowhere
a -> Record Record
a -> "text"
a -> Record "text"
a -> Record Start Start
a -> Start-x
a -> Error a b
a -> Error "open
a -> Error a-b
a -> Error "a" b
a -> Error Nowhere
a -> Error.Record Nowhere
a -> NextRecord
a -> Next,Record
a -> Record # remark
a -> \u00e9
${Nope}
${
${}
$
a$
$ a
a$1
${1}
${A B}
${ PORT}
$(x)
$$$
$É
${É}
$PORTx
(
)
(a))
[
[^
[]
[a
*
+
?
^*
\b*
(?=a)*b
$$+
a**
a+*
a{2}{3}
a{3,2}
a{2}*
a|*
(*)
{1}
{,1}
{
a{1
a{1,2
(?P<n>a)(?P<n>b)
(?P<1>a)
(?P<a-b>a)
(?P<>a)
(?P<n
(?P=nope)
(?P>n)
(?Pn)
\9
\8
(a)\2
(\1a)
(a)\10
(a)\1
(a)\01
\07
\400
\x4
\x{41}
\xzz
\u12
\U00110000
\h
\H
\K
\R
\X
\Qa.\E
\E
\G
\C
\p{L}
\pL
\N
\N{no such name}
\e
\cA
\z
\y
\_
\é
\k<n>
(?P<n>a)\k<n>
\g1
\g{1}
\o{101}
\d\D\s\S\w\W\A\b\B\Z
[\b]
[\B]
[\A]
[\Z]
[\h]
[\8]
[\1]
[\x4]
[\Qa\E]
[z-a]
[\w-z]
[a-\d]
[a-\w-z]
[\w-]
[-\w]
[--a]
[a--b]
[[:alpha:]]
[[:foo:]]
[[.a.]]
[[=a=]]
[:alpha:]
[[a]b]
[a&&b]
[]
[]]
[^]]
(?<n>a)
(?'n'a)
(?#remark)a
(?#open
(?i)a
(?i
(?Z)a
(?Z:a)
(?i:a
(?-i:A)
(?i-i:a)
(?i-:a)
(?-:a)
(?^:a)
(?im:A)
(?:
(?
(?=
(?<=a*)b
(?<=a|bc)d
(?<=a|b)d
(?<=(?:a|bc))d
(?<=ab{2})d
(?<!a+)b
(?<!a?)b
(?<=a{1,2})b
(?<=\b)a
(?<a
(?(1)a|b)
(a)?(?(1)b|c)
(a)?(?(1)b|c|d)
(?(9)a)
(a)?(?(1)b
(?(?=a)a|b)
(?P<n>a)?(?(n)b|c)
(?(n)b|c)
(?R)
(?0)
(?1)
(?&n)
(?P<n>a)(?&n)
(?>a)b
a++b
a?+b
a*+b
a{1,2}+b
(?|a|b)
(?C)
(*FAIL)
(*ACCEPT)a
(*UTF)a
(*LIMIT_MATCH=1)a
(?:a)(?#x)*
\
a\
(a|b
a)b
(|)
(?:|a)
()*a""".split("\n")

STATES = ("Start", "Next", "Continue", "Error", "Record", "Clear", "Clearall", "NoRecord", "EOF", "End",
          "Two words", " Start2", "Sta-te", "Sta.te", "start", "^a", "A" * 48, "A" * 49, "Größe", "٣",
          "Value X (x)", "-> Start", "Start:")


def spoil(rng, lines):
    """A copy of the template's lines with one thing wrong, or two."""
    lines = list(lines)
    for _ in range(rng.choice((1, 1, 1, 2))):
        lines = rng.choice(WAYS)(rng, lines) or [""]
    return lines


def places(lines, wanted):
    return [number for number, line in enumerate(lines) if wanted(line)]


def is_value(line):
    return line.startswith("Value ")


def is_rule(line):
    return line.lstrip().startswith("^")


def is_state(line):
    return bool(line) and line[0].isalpha() and not is_value(line)


def insert(rng, lines, wanted, new, offset):
    place = rng.choice(places(lines, wanted) or [0]) + offset
    return lines[:place] + new + lines[place:]


def value(rng, lines):
    if rng.random() < 0.1:  # twice the same name
        again = rng.choice([line for line in lines if is_value(line)] or VALUES)
        lines = insert(rng, lines, is_value, [again], 0)
    return insert(rng, lines, is_value, [rng.choice(VALUES)], rng.randint(0, 1))


def pattern(rng, lines):
    return insert(rng, lines, is_state, ["  ^" + rng.choice(PATTERNS)], 1)


def pattern_in_value(rng, lines):
    """A pattern inside a Value that is there; behind it, so that the rules still use the name."""
    at = rng.choice(places(lines, is_value) or [0])
    inside = rng.choice([row for row in PATTERNS if "->" not in row and row.count("(") == row.count(")")])
    changed = lines[at].rstrip()
    changed = f"{changed[:-1]}{inside})" if changed.endswith(")") else changed + inside
    return lines[:at] + [changed] + lines[at + 1:]


def state(rng, lines):
    rules = ["  ^a -> Record"] if rng.random() < 0.5 else []
    return lines + rng.choice(([""], [""], [])) + [rng.choice(STATES)] + rules


def rename_start(rng, lines):
    other = rng.choice(("start", "Start2", "Begin", "#Start", ""))
    return [other if line.rstrip() == "Start" else line for line in lines]


def indentation(rng, lines):
    at = rng.choice(places(lines, is_rule) or [0])
    indent = rng.choice(("", "   ", "    ", " \t", "\t\t", "\t ", "\u00a0", "- "))
    return lines[:at] + [indent + lines[at].lstrip()] + lines[at + 1:]


def no_caret(rng, lines):
    at = rng.choice(places(lines, is_rule) or [0])
    return lines[:at] + [lines[at].replace("^", rng.choice(("", "a", ".*", "(^")), 1)] + lines[at + 1:]


def blank_line(rng, lines):
    place = rng.randint(0, len(lines))
    return lines[:place] + [rng.choice(("", "  ", "\t", "\u00a0", "\f", "\x1c"))] + lines[place:]


def no_blank_lines(rng, lines):
    blank = places(lines, lambda line: not line.strip())
    dropped = rng.choice(blank) if blank else -1
    return [line for number, line in enumerate(lines) if number != dropped]


def no_values(rng, lines):
    return [line for line in lines if not is_value(line)]


def only_values(rng, lines):
    return [line for line in lines if is_value(line)]


def nothing(rng, lines):
    return rng.choice(([], [""], ["# remark"], ["", "Start"], ["Start"], ["", "Start", "  ^a -> Record"]))


def cut_off(rng, lines):
    kept = lines[:rng.randint(1, len(lines))]
    return kept[:-1] + [kept[-1][:rng.randint(0, len(kept[-1]))]]


def one_char(rng, lines):
    at = rng.randrange(len(lines))
    line = lines[at]
    place = rng.randint(0, len(line))
    new = rng.choice(("", "", *" $.\\|^>-#]é\u2028\x1f\t"))
    return lines[:at] + [line[:place] + new + line[place + 1:]] + lines[at + 1:]


def moved(rng, lines):
    line = rng.choice(lines)
    rest = [other for other in lines if other is not line]
    place = rng.randint(0, len(rest))
    return rest[:place] + [line] + rest[place:]


def doubled(rng, lines):
    line = rng.choice(lines)
    place = rng.randint(0, len(lines))
    return lines[:place] + [line] + lines[place:]


WAYS = (value,) * 5 + (pattern,) * 8 + (state, one_char) * 2 + (
    pattern_in_value, rename_start, indentation, no_caret, blank_line, no_blank_lines, no_values, only_values,
    nothing, cut_off, moved, doubled)
