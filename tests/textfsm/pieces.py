"""Regular expressions that come with texts they match: what generator.py builds its rules from.

A Piece is a pattern (as Python's `re` reads it, `$` not yet doubled) and a function that makes a text
for it. The texts need not match for certain: greedy neighbours may take their part away, as in life.

The language is that of Python 3.11 (possessive quantifiers, no `(?i)` after the start). Left out on
purpose, for Python's own answer is not worth having:
- unbounded repeats of a part that repeats itself (`(\\s*-*)*`): seconds of backtracking;
- `(?i:...)` over i, k and s beside U+0130, U+0131, U+017F, U+212A: every engine folds them its own way;
- `\\N{name}`: it takes the table of all characters' names, and showd says that it has none;
- `\\B` where the line may be empty: Python before 3.14 says no, all others say yes.
"""
import re
from typing import Callable, NamedTuple

WORDS = ("up", "down", "admin", "eth0", "Gi0/1", "Vlan10", "GigabitEthernet0/0/1", "10.0.0.1",
         "10.0.0.0/8", "fe80::1", "1500", "42", "007", "aa:bb:cc:dd:ee:ff", "aabb.ccdd.eeff", "n/a",
         "-", "--", "Größe", "Straße", "МАК", "naïve", "日本", "٣٤", "x=1", "100%", "(none)", "[ok]",
         "{x}", "$5", "½", "it's", '"quoted"', "a\\b", "e\u0301", "\U0001f600", "_x_", "3.14", "->")
LOW, HEX, DIGITS = "abcdefuvwxyz", "0123456789abcdef", "0123456789"


class Piece(NamedTuple):
    pattern: str
    sample: Callable  # of a random.Random: a text

    @property
    def groups(self):
        """The capture groups in the pattern."""
        return re.compile(self.pattern).groups


def one_of(*texts):
    return lambda rng: rng.choice(texts)


def run_of(chars, low, high):
    return lambda rng: "".join(rng.choice(chars) for _ in range(rng.randint(low, high)))


word = one_of(*WORDS)
name = run_of(LOW + "_0123456789é", 1, 6)
number = run_of(DIGITS, 1, 4)
blanks = one_of(" ", " ", "  ", "    ", "\t", " \t ", "\u00a0")


def join_of(*samplers):
    return lambda rng: "".join(sampler(rng) for sampler in samplers)


def several(sampler, low, high):
    return lambda rng: "".join(sampler(rng) for _ in range(rng.randint(low, high)))


def any_case(text):
    return lambda rng: "".join(rng.choice((char.lower(), char.upper())) for char in text)


address = join_of(number, one_of("."), number, one_of("."), number, one_of("."), number)
phrase = join_of(word, one_of(" "), word)

# What a Value holds most often.
PLAIN = [Piece(*row) for row in (
    (r"\S+", word), (r"\S+", word), (r"\d+", number), (r"\w+", name), (r".*", phrase), (r".+?", phrase),
    (r".*?", phrase), (r"\S+?", word), (r"\d*", run_of(DIGITS, 0, 3)), (r"\S*", one_of("", "x", "up")),
    (r"\w+?", name), (r"\D+", run_of(LOW, 1, 4)), (r".+", phrase), (r"\d+?", number),
    (r"up|down", one_of("up", "down")), (r"up|down|", one_of("up", "down", "")), (r"\S+\s?\S*", phrase),
    (r"\w+|-", one_of("-", "abc")), (r"(?:\d+\.){3}\d+", address), (r"\d+\.\d+\.\d+\.\d+", address),
    (r"[\w ]+?", phrase), (r"\d+(?:/\d+)?", one_of("10", "1/2")),
)]

# The rest of the language of regular expressions, as templates use it.
RICH = [Piece(*row) for row in (
    (r"\d{1,3}", run_of(DIGITS, 1, 3)), (r"\d{2,}", run_of(DIGITS, 2, 4)), (r"\w{,4}", run_of(LOW, 0, 4)),
    (r"\w{3}", run_of(LOW, 3, 3)), (r"\w{2,4}?", run_of(LOW, 2, 4)), (r"x{,}", run_of("x", 0, 3)),
    (r"[a-f0-9]+", run_of(HEX, 1, 5)), (r"[A-Fa-f\d:]{2,17}", run_of(HEX + ":", 2, 12)),
    (r"[^,\s]+", word), (r"[^\s]+", word), (r"[^\S]*", one_of("", " ")), (r"[-\w./:]+", word),
    (r"[\w.-]+", word), (r"[]a]+", one_of("a]", "]")), (r"[^]\W]+", name),
    (r"[\]\[a]+", one_of("[a]", "a")), (r"[a\-z]+", one_of("a-z", "z")), (r"[$.]+", one_of("$", ".$")),
    (r"[*+?(){}|^]+", one_of("(+)", "{|}")), (r"[\d\D]", one_of("x", "1")),
    (r"[\x41-\x43é-ü]+", one_of("AB", "éü")), (r"[\t ]+", blanks), (r"\W", one_of("-", ":", "é ", ".")),
    (r"\W+", one_of("-->", " : ")), (r"\D\d", one_of("x1", "/2")), (r"(\d+)(\w*)", join_of(number, name)),
    (r"(?:a|bc|d)+", several(one_of("a", "bc", "d"), 1, 3)), (r"(up|down)", one_of("up", "down")),
    (r"(?:up|down|admin down)", one_of("up", "admin down")), (r"(a)?b", one_of("ab", "b")),
    (r"(?:(\d+)|(\w+))", one_of("12", "ab")), (r"(a|b|)", one_of("a", "")), (r"(\w)\w*", name),
    (r"(\w\.)+", several(one_of("a.", "1."), 1, 3)), (r"(?:x(\d))*", one_of("", "x1x2")),
    (r"(\w\d|-){1,3}", several(one_of("a1", "-"), 1, 3)), (r"(?P<word_{n}>\w+)", name),
    (r"(?P<kind_{n}>[a-z]+)(?P<unit_{n}>\d+)?", one_of("eth0", "lo")),
    (r"(?P<twice_{n}>\w)(?P=twice_{n})", one_of("aa", "77", "éé")),
    (r"\w+(?=:):?", join_of(name, one_of(":"))), (r"(?=\d)\S+", number), (r"\S+(?!\S)", word),
    (r"(?!down|lo)\w+", one_of("up", "down", "lo")), (r"(?!\s)\S+", word),
    (r"\S*(?<=\d)", one_of("eth0", "x")), (r"\w+(?<!up)", one_of("up", "eth")), (r"(?<=\s)\w+", name),
    (r"(?<![\w-])\w+", name), (r"\w?(?<=a|b)\w*", one_of("ab", "b", "c")), (r"(?=(\w))\w+", name),
    (r"\b\w+\b", name), (r"\w+\b", name), (r"\w+\Bx?", one_of("abx", "abc")),
    (r"(?i:up|down)", any_case("up")), (r"(?i:grün)", any_case("grün")),
    (r"(?i:eth)\d", join_of(any_case("eth"), one_of("0"))), (r"(?s:.)+", word),
    (r"(?:^|,)\w*", join_of(one_of(","), name)), (r"\w+(?:,\w+)*", one_of("a,b", "a,b,c", "x")),
    (r"(?:\S+\s)?\S+", phrase), (r"\.\(\)\[\]", one_of(".()[]")), (r"\"[^\"]*\"", one_of('"a b"', '""')),
    (r"\$\d", one_of("$5")), (r"\x41\u00e9", one_of("Aé")), (r"\t", one_of("\t")),
    (r"\/\-\_\:\ ", one_of("/-_: ")), (r"\101\0?", one_of("A")), (r"[\101\b]", one_of("A", "\b")),
    (r"{", one_of("{")), (r"a{x}", one_of("a{x}")), (r"{}|}", one_of("{}", "}")),
    (r"a{,2}", run_of("a", 0, 2)), (r"a{1", one_of("a{1")), (r"[{,2}]+", one_of("{,2}")),
    (r"\{,3}", one_of("{,3}")), (r"a|", one_of("a", "")), (r"|a", one_of("", "a")), (r"", one_of("")),
    (r"\d+$", number), (r"\S+\s*$", word), (r"(?:\A|)\w+", name), (r"\w*\Z", name),
    (r"(?#remark)\w", one_of("a")), (r"(a)?(?(1)b|c)", one_of("ab", "c")), (r"(?>\w+)", name),
    (r"\w++", name), (r"\d*+", number), (r"[é-ü]\w", one_of("éa")), (r"МАК|日本", one_of("МАК", "日本")),
    (r"\u0661?\d", one_of("٣", "4")), (r"(\S+ ){1,2}", several(join_of(word, one_of(" ")), 1, 2)),
    (r"[^\W\d_]+", run_of(LOW, 1, 5)), (r"(?:(a)|b)*", run_of("ab", 0, 4)), (r"(?:\w|\d)+?", name),
    (r"(?-i:Up)", one_of("Up", "up")),
    (r"\v?\f?\a?", one_of("")), (r"[\w]+[\s]*[\d]*", name),
)]

# Several named groups, for List Values; {n} is a number of their own.
NESTED = [Piece(*row) for row in (
    (r"(?P<key_{n}>\w+)=(?P<val_{n}>\S+)", one_of("a=1", "x='q'", 'y="q"', "z=\\", "é=ü", "a=½\u00a0")),
    (r"(?P<key_{n}>\w+)(?:=(?P<val_{n}>\d+))?", one_of("a=1", "abc")),
    (r"(?P<all_{n}>(\d)(?P<rest_{n}>\d*))", number), (r"(\w)(\d)?", one_of("a1", "b")),
    (r"(?P<one_{n}>.*)", join_of(word, one_of("", "'", '"', "'\"", "\t", "\u200b", "\\"))),
    (r"(?:(?P<num_{n}>\d+)|(?P<txt_{n}>[a-z]+))", one_of("12", "abc")), (r"(?P<tail_{n}>\d+)$", number),
    (r"(?P<a_{n}>\w)(?P<b_{n}>\w)?(?P<c_{n}>\w)?", run_of(LOW, 1, 3)),
)]

# What stands between.
GAPS = [Piece(*row) for row in (
    (r"\s+", blanks), (r"\s+", blanks), (r"\s*", one_of("", " ", "  ")), (" ", one_of(" ")),
    (r":\s*", one_of(": ", ":")), (",", one_of(",")), (r"\s*=\s*", one_of("=", " = ")),
    (r"\s+is\s+", one_of(" is ")), (r"/", one_of("/")), (r"[,;]?\s*", one_of(", ", "; ", "")),
    (r"\s\s+", one_of("  ", " \t")), (r"\|", one_of("|")), (r".*?", one_of("", " .. ")),
)]

LABELS = ("Interface", "Name:", "VLAN", "MTU", "is", "State", "Größe", "Total", "id=", "(", "[", "*",
          "#", "->", "$", "Mac.", "%")


def label(rng):
    """A word that stands for itself."""
    text = rng.choice(LABELS)
    if rng.random() < 0.5:
        return Piece(re.escape(text), one_of(text))  # also what need not be
    return Piece(re.sub(r"([\\.*+?()[{|^$])", r"\\\1", text), one_of(text))


def value_piece(rng, number_of, nested=False):
    """The inside of a Value's brackets; {n} in its group names becomes `number_of`."""
    if nested:
        piece = rng.choice(NESTED)
    elif rng.random() < 0.12:
        first, second = rng.choice(PLAIN), rng.choice(RICH)
        piece = Piece(f"(?:{first.pattern})(?:{second.pattern})", join_of(first.sample, second.sample))
    else:
        piece = rng.choice(PLAIN if rng.random() < 0.6 else RICH)
    return Piece(piece.pattern.replace("{n}", str(number_of)), piece.sample)
