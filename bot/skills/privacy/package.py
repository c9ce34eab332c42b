"""A copy of somebody's data to take along: a ZIP with JSON for programs and a page for people, in their language."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from html import escape
from typing import Any

from bot.skills.privacy.names import COLUMNS, TABLES, VALUES
from bot.texts import Texts

Data = Mapping[str, Sequence[Mapping[str, Any]]]

_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}"
    "div{overflow-x:auto}table{border-collapse:collapse;margin:0 0 2rem}caption{text-align:left;font-weight:bold;padding:.5rem 0}"
    "th,td{border:1px solid #767676;padding:.4rem .6rem;text-align:left;vertical-align:top}td{white-space:pre-wrap}"
    "dl{margin:0}dt{font-weight:bold}"
)


def name(day: date) -> str:
    """What the file is called."""
    return f"sparri-{day}.zip"


def zipped(_: Texts, data: Data, at: datetime, zone: str) -> bytes:
    """The ZIP: data.json, and index.html in the reader's language with moments in their zone."""
    whole = {"made_at": at.isoformat(), "tables": data}
    files = {
        "data.json": json.dumps(whole, ensure_ascii=False, indent=2, default=_plain),
        "index.html": page(_, data, at, zone),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, text in files.items():
            archive.writestr(
                zipfile.ZipInfo(file, at.timetuple()[:6]), text.encode("utf-8", "replace"), zipfile.ZIP_DEFLATED
            )
    return out.getvalue()


def page(_: Texts, data: Data, at: datetime, zone: str) -> str:
    """One table after the other under its heading, as WCAG asks: language, title, headings, header cells, captions."""
    title, made = _("All that Sparri keeps about you"), _("Created {moment}.", moment=_.moment(at, zone))
    body = "\n".join(_table(_, table, rows, zone) for table, rows in data.items())
    return (
        f'<!DOCTYPE html>\n<html lang="{_.language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{escape(title)}</h1>\n"
        f"<p>{escape(made)}</p>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _table(_: Texts, table: str, rows: Sequence[Mapping[str, Any]], zone: str) -> str:
    heading = escape(_(TABLES.get(table, table)))
    columns = list(rows[0])
    head = "".join(f'<th scope="col">{escape(_(COLUMNS.get(column, column)))}</th>' for column in columns)
    lines = "\n".join(
        "<tr>" + "".join(f"<td>{_cell(_, _word(_, row, column), zone)}</td>" for column in columns) + "</tr>"
        for row in rows
    )
    count = escape(_.plural("{n} row", "{n} rows", len(rows)))
    return (
        f'<h2 id="{escape(table)}">{heading}</h2>\n<div role="region" aria-labelledby="{escape(table)}" tabindex="0">\n'
        f"<table>\n<caption>{heading}, {count}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{lines}\n</tbody>\n"
        "</table>\n</div>"
    )


def _word(_: Texts, row: Mapping[str, Any], column: str) -> Any:
    """What stands in a column, a code as its word."""
    value = row[column]
    kind = "branch" if column == "reach_value" and row.get("reach") == "branch" else column
    word = VALUES.get(kind, {}).get(value) if isinstance(value, str) else None
    return _(word) if word else value


def _cell(_: Texts, value: Any, zone: str) -> str:
    match value:
        case None | "":
            return "–"
        case bool():
            return escape(_("Yes") if value else _("No"))
        case datetime():
            return escape(_.moment(value, zone))
        case date():
            return escape(_.day(value))
        case Mapping():
            inner = (f"<dt>{escape(str(key))}</dt><dd>{_cell(_, item, zone)}</dd>" for key, item in value.items())
            return f"<dl>{''.join(inner)}</dl>"
        case list() | tuple():
            return "".join(f"<p>{_cell(_, item, zone)}</p>" for item in value) or "–"
        case _else:
            return escape("".join(char for char in str(value) if char.isprintable() or char == "\n"))


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
