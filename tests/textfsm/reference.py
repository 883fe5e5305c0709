"""Python's TextFSM as an oracle: what it answers to a template and a text.

Everything goes through CliTable, as the users of template collections call it; so a dict in a List
comes out as Python prints it. The files are given as texts, read as `open` in text mode would: `\\r\\n`
and `\\r` are `\\n`.
"""
import io
import signal
import warnings
from typing import NamedTuple, Optional

warnings.simplefilter("ignore")  # `re` warns of sets that may mean something else one day
from textfsm import clitable, parser  # noqa: E402

LIMIT_S = 2.0
REFUSALS = (parser.TextFSMTemplateError, parser.TextFSMError, clitable.CliTableError)


class Answer(NamedTuple):
    """Records, or the words of a refusal, or `crash`: Python fell over something that is no rule of the
    language, and any answer of another program is as good."""
    records: Optional[list] = None
    error: str = ""
    crash: str = ""


class TooSlow(BaseException):
    """Raised by the alarm. No Exception: nothing on the way may take it for a refusal."""


class Undecided(Exception):
    """The answer depends on the order in which Python walks through a set of strings: on chance."""


class Table(clitable.CliTable):
    """A CliTable whose templates come from memory: ParseCmd's `templates` is a list of texts here."""

    def _TemplateNamesToFiles(self, template_str):
        return [io.StringIO(text, newline=None) for text in template_str]

    def extend(self, table, keys=None):
        wanted, there = set(keys or ()), set(table.header)
        if wanted <= set(self.header) and not wanted <= there and wanted & there:
            raise Undecided("the merged table has some of the keys, not all")
        super().extend(table, keys)


def records_of(table):
    """A list of {value name in lower case: text or list of texts}."""
    return [{table.header[column].lower(): value for column, value in enumerate(row)} for row in table]


def parse(templates, text):
    table = Table()
    table.ParseCmd(io.StringIO(text, newline=None).read(), templates=templates)
    return records_of(table)


def answer(templates, text):
    """Python's Answer. What counts as a crash:
    - a List Value with groups that takes no part in a match (`re.match(None)` raises TypeError);
    - a merge with a table that has some of the keys, not all (Undecided);
    - a merge that adds a column whose name is a part of the printed table (TableError);
    - a Value whose name holds a backslash (re.error from `re.sub`);
    - a match that takes longer than LIMIT_S.
    A merge by a key that one of the tables lacks (IndexError) is a refusal otherwise."""
    signal.signal(signal.SIGALRM, too_slow)
    signal.setitimer(signal.ITIMER_REAL, LIMIT_S)
    try:
        return Answer(records=parse(templates, text))
    except TooSlow:
        return Answer(crash=f"longer than {LIMIT_S} s")
    except (*REFUSALS, IndexError) as why:
        return Answer(error=f"{type(why).__name__}: {why}")
    except Exception as why:  # pylint: disable=broad-except
        return Answer(crash=f"{type(why).__name__}: {why}")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def too_slow(*_):
    raise TooSlow
