"""A copy of somebody's data to take along: a ZIP with JSON for programs and a page for people, in their language."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from html import escape
from typing import Any

from bot.texts import N_, Texts
from bot.texts.called import BRANCHES, LANGUAGES, ROLES

Data = Mapping[str, Sequence[Mapping[str, Any]]]

TABLES = {
    "person": N_("Profile"),
    "address": N_("Accounts"),
    "role_of": N_("Roles"),
    "question": N_("Questions and answers"),
    "link_code": N_("Codes for linking"),
    "inbox": N_("Messages received"),
    "outbox": N_("Messages shown or waiting"),
    "lane": N_("Conversations"),
    "slack_heard": N_("Conversations in Slack"),
    "file": N_("Files made for you"),
    "told_away": N_("Notices that somebody cannot be reached"),
    "audit": N_("Log of actions"),
}
COLUMNS = {
    "action": N_("Action"),
    "actor": N_("Who did it"),
    "answer": N_("Answer"),
    "asked_at": N_("Asked"),
    "at": N_("When"),
    "branch": N_("Branch"),
    "closed": N_("Closed because"),
    "confidence": N_("Confidence"),
    "conversation": N_("Conversation"),
    "created_at": N_("Created"),
    "coordinator": N_("Coordinator who was told"),
    "detail": N_("Detail"),
    "due_at": N_("Due"),
    "expires_at": N_("Valid until"),
    "feedback": N_("What you thought of it"),
    "feedback_reason": N_("Reason"),
    "id": N_("Conversation"),
    "is_preferred": N_("Messages go here"),
    "lane": N_("Conversation"),
    "language": N_("Language"),
    "linked_at": N_("Linked"),
    "member": N_("Account id"),
    "media_type": N_("Kind of file"),
    "name": N_("Name"),
    "number": N_("Number"),
    "organisation": N_("Organisation"),
    "organisation_confirmed_at": N_("Organisation confirmed"),
    "payload": N_("Content"),
    "person": N_("Person"),
    "place": N_("Where it was asked"),
    "platform": N_("Platform"),
    "reach": N_("Reach of the role"),
    "reach_value": N_("Where the role reaches"),
    "received_at": N_("Received"),
    "rests_on": N_("Rests on"),
    "role": N_("Role"),
    "route": N_("Way there"),
    "state": N_("State"),
    "subject": N_("Whom it concerned"),
    "text": N_("Text"),
    "typed_by": N_("Typed by"),
    "welcomed": N_("Has seen the welcome"),
    "workspace": N_("Workspace"),
    "zone": N_("Time zone"),
}
"""What tables and columns are called on the page; a test misses one that is not here."""

_STATES = {
    "held": N_("held back by a warning"),
    "asked": N_("asked"),
    "deleted": N_("deleted"),
    "due": N_("waits"),
    "taken": N_("being worked on"),
    "done": N_("worked on"),
    "aside": N_("failed and set aside"),
    "sending": N_("being sent"),
    "sent": N_("sent"),
    "failed": N_("failed"),
    "expired": N_("no longer of use, not sent"),
    "cancelled": N_("replaced by a newer one"),
}
VALUES: Mapping[str, Mapping[str, str]] = {
    "state": _STATES,
    "branch": {code.value: word for code, word in BRANCHES.items()},
    "language": {code.value: word for code, word in LANGUAGES.items()},
    "role": {code.value: word for code, word in ROLES.items()},
    "reach": {
        "organisation": N_("Organisation"),
        "branch": N_("Branch"),
        "network": N_("the whole network"),
    },
    "place": {"private": N_("in private"), "channel": N_("in a channel")},
    "platform": {"console": N_("the terminal"), "slack": "Slack", "teams": "Teams"},
    "feedback": {"good": N_("it helped"), "bad": N_("it did not help")},
    "feedback_reason": {
        "wrong": N_("Wrong"),
        "old": N_("Out of date"),
        "unclear": N_("Unclear"),
        "other": N_("Not my case"),
    },
    "rests_on": {
        "material": N_("the material"),
        "thresholds": N_("thresholds"),
        "term": N_("the glossary"),
        "nothing": N_("nothing: the material does not say"),
        "outside": N_("nothing: another subject"),
    },
    "action": {
        "role given": N_("role given"),
        "role taken": N_("role taken"),
        "linked": N_("accounts linked"),
        "unlinked": N_("accounts unlinked"),
        "link failed": N_("a code for linking did not work"),
        "link refused": N_("linking was refused"),
        "exported": N_("data exported"),
        "erased": N_("data erased"),
        "refused": N_("refused: not in the role"),
    },
}
"""What the codes in a column are called; what is none of them is shown as it stands."""

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
        case Mapping():
            inner = (f"<dt>{escape(str(key))}</dt><dd>{_cell(_, item, zone)}</dd>" for key, item in value.items())
            return f"<dl>{''.join(inner)}</dl>"
        case list() | tuple():
            return "".join(f"<p>{_cell(_, item, zone)}</p>" for item in value) or "–"
        case _else:
            return escape("".join(char for char in str(value) if char.isprintable() or char == "\n"))


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
