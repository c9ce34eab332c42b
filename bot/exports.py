"""Tables that coordinators take along: which one and for which program, asked alike everywhere, and the file."""

from collections.abc import Mapping, Sequence

from bot import tables
from bot.cards import File
from bot.forms import Choice, Form
from bot.tables import Value
from bot.texts import Texts

_FORMATS = {"xlsx": (tables.XLSX, tables.xlsx), "csv": (tables.CSV, tables.csv)}


def form(_: Texts, action: str, named: Mapping[str, str], arg: str = "") -> Form:
    """Which of the tables (name: what it is called, in English), where there are several, and for which program?"""
    options = tuple((name, _(label)) for name, label in named.items())
    which = (Choice("what", _("Table"), options, options[0][0]),) if options else ()
    format_ = Choice("format", _("Format"), (("xlsx", "Excel (XLSX)"), ("csv", "CSV")), "xlsx")
    return Form(_("Export"), action, (*which, format_), _("Export"), arg)


def chosen(values: Mapping[str, str], named: Mapping[str, str]) -> tuple[str, str]:
    """The table and the format that were asked for. What is none of the form's choices comes from no form: then it is what the
    form begins with; the table is "" where there are none to choose from."""
    what, kind = values.get("what", ""), values.get("format", "")
    return what if what in named else next(iter(named), ""), kind if kind in _FORMATS else "xlsx"


def file(
    _: Texts, name: str, called: str, kind: str, head: Sequence[str], rows: Sequence[Sequence[Value]], zone: str
) -> File:
    """The file `sparri-NAME.KIND`; `called` says what it holds, `head` are its columns in English."""
    media_type, written = _FORMATS[kind]
    content = written([_(title) for title in head], rows, zone)
    length = _.plural("{n} row", "{n} rows", len(rows))
    return File(f"sparri-{name}.{kind}", media_type, content, f"{called}, {length}")
