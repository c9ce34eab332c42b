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
    "escalation": N_("Questions to experts"),
    "sealed": N_("Which questions to experts are yours"),
    "said": N_("Messages about questions to experts"),
    "wish": N_("What you want to be told"),
    "given_entry": N_("Answers from experts that you were given"),
    "expert": N_("How you are asked as an expert"),
    "topic": N_("Topics"),
    "absence": N_("Absences"),
    "offer": N_("Questions offered to you"),
    "draft": N_("Answers not sent yet"),
    "entry": N_("Answers shared with others"),
    "link_code": N_("Codes for linking"),
    "inbox": N_("Messages received"),
    "outbox": N_("Messages shown or waiting"),
    "lane": N_("Conversations"),
    "slack_heard": N_("Conversations in Slack"),
    "file": N_("Files made for you"),
    "enrolment": N_("Training modules you are in"),
    "enrolling": N_("Training that you have enrolled others in"),
    "handed": N_("Exercises you have sent to coordinators"),
    "handed_to": N_("Exercises sent to you, and answers to yours"),
    "checked": N_("Check questions you have answered"),
    "reminder": N_("Reminders you have composed"),
    "reminded": N_("Reminders sent to you, or not"),
    "event": N_("Training events you have planned"),
    "registration": N_("Your registrations for training events"),
    "event_told": N_("Training events you were told of"),
    "session": N_("Sparring sessions you are in"),
    "session_person": N_("What you are to sparring sessions"),
    "sparring_partner": N_("That you spar with others"),
    "vote": N_("Your votes on times"),
    "prepared": N_("What you prepared for sparring sessions"),
    "session_note": N_("What you wrote of sparring sessions"),
    "session_step": N_("Next steps of yours"),
    "risk_sheet": N_("Risk sheets you have made"),
    "risk": N_("Risks in sheets you have made"),
    "worksheet_change": N_("Worksheets you have changed or are responsible in"),
    "worksheet_model": N_("Models you have written for others"),
    "worksheet_told": N_("Steps of worksheets you were told of"),
    "calendar_feed": N_("That your calendar can be followed"),
    "reminding_hours": N_("When you want to be reminded"),
    "reminding": N_("What you have put off or turned off"),
    "digest": N_("Morning digests"),
    "told_away": N_("Notices that somebody cannot be reached"),
    "audit": N_("Log of actions"),
}
COLUMNS = {
    "action": N_("Action"),
    "actor": N_("Who did it"),
    "answer": N_("Answer"),
    "answer_language": N_("Language of the answer"),
    "answered_at": N_("Answered"),
    "approver": N_("Who approved it"),
    "asked_at": N_("Asked"),
    "asker": N_("Who asked"),
    "at": N_("When"),
    "audience": N_("Who may read it"),
    "author": N_("Author"),
    "author_name": N_("Author’s name"),
    "branch": N_("Branch"),
    "branches": N_("Branches"),
    "cap": N_("Open questions at most"),
    "closed": N_("Closed because"),
    "closes_at": N_("Closes"),
    "confidence": N_("Confidence"),
    "conversation": N_("Conversation"),
    "created_at": N_("Created"),
    "day": N_("Day"),
    "days": N_("Working days (0 is Monday)"),
    "coordinator": N_("Coordinator who was told"),
    "detail": N_("Detail"),
    "digest_on": N_("In the morning digest of"),
    "due_at": N_("Due"),
    "ended_at": N_("Ended"),
    "ends": N_("Work ends"),
    "entry": N_("Number of the answer"),
    "escalation": N_("Number of the question to experts"),
    "expires_at": N_("Valid until"),
    "feedback": N_("What you thought of it"),
    "feedback_reason": N_("Reason"),
    "given_at": N_("Given"),
    "id": N_("Conversation"),
    "is_asker": N_("Written by the asker"),
    "is_from_material": N_("Proposed from the material"),
    "is_late": N_("Asked what became of it"),
    "is_preferred": N_("Messages go here"),
    "is_shown": N_("Shown in a message of its own"),
    "is_solved": N_("Solved"),
    "is_urgent": N_("Urgent"),
    "kept_at": N_("Kept on"),
    "kind": N_("Kind"),
    "lane": N_("Conversation"),
    "language": N_("Language"),
    "languages": N_("Languages"),
    "linked_at": N_("Linked"),
    "may_share": N_("May be shared"),
    "media_type": N_("Kind of file"),
    "member": N_("Account id"),
    "name": N_("Name"),
    "number": N_("Number"),
    "offered_at": N_("Offered"),
    "opened_at": N_("Opened"),
    "organisation": N_("Organisation"),
    "owner": N_("Who took it"),
    "organisation_confirmed_at": N_("Organisation confirmed"),
    "payload": N_("Content"),
    "person": N_("Person"),
    "place": N_("Where it was asked"),
    "platform": N_("Platform"),
    "question": N_("Question"),
    "reason": N_("Why it was declined"),
    "reach": N_("Reach of the role"),
    "reach_value": N_("Where the role reaches"),
    "received_at": N_("Received"),
    "rests_on": N_("Rests on"),
    "role": N_("Role"),
    "sent_at": N_("Sent"),
    "route": N_("Way there"),
    "said_at": N_("Written"),
    "shows_author": N_("Shows the author’s name"),
    "since": N_("First day"),
    "sources": N_("Sources"),
    "starts": N_("Work begins"),
    "state": N_("State"),
    "subject": N_("Whom it concerned"),
    "substitute": N_("Substitute"),
    "taken_at": N_("Taken"),
    "takes_any": N_("Is asked where no topic fits"),
    "text": N_("Text"),
    "told_at": N_("Told"),
    "told_on": N_("In the morning digest of"),
    "begun_at": N_("Begun on"),
    "seen_at": N_("Last seen"),
    "done_at": N_("Done on"),
    "tries": N_("Tries"),
    "checked_at": N_("Last answered"),
    "passed_at": N_("Passed"),
    "module": N_("Module"),
    "lesson": N_("Lesson"),
    "exercise": N_("Exercise"),
    "only_behind": N_("Only for those who have the module unfinished"),
    "channel": N_("Number of the channel"),
    "words": N_("What it says"),
    "text_fi": N_("In Finnish"),
    "text_sv": N_("In Swedish"),
    "text_en": N_("In English"),
    "first_on": N_("First day"),
    "local_time": N_("Time"),
    "repeat": N_("How often"),
    "made_at": N_("Made"),
    "planned_at": N_("Saved on"),
    "reminder": N_("Number of the reminder"),
    "why_not": N_("Why it was not sent"),
    "due_on": N_("To be done by"),
    "enrolled_at": N_("Enrolled on"),
    "reminded_on": N_("Last reminded on"),
    "is_nudged": N_("To be reminded in the next digest"),
    "drafted_at": N_("Drafted"),
    "is_standing": N_("Also for those who join later"),
    "handed": N_("Number of the exercise"),
    "opens": N_("At the earliest"),
    "closes": N_("At the latest"),
    "is_off": N_("Turned off"),
    "not_before": N_("Put off until"),
    "tried": N_("What has been found out"),
    "typed_by": N_("Typed by"),
    "event": N_("Training event"),
    "status": N_("State"),
    "title": N_("Title"),
    "about": N_("What it is about"),
    "location": N_("Link or place"),
    "starts_at": N_("Begins at"),
    "ends_at": N_("Ends at"),
    "for_whom": N_("For whom"),
    "capacity": N_("Places"),
    "category": N_("Category of the action programme"),
    "has_come": N_("Was there"),
    "is_used": N_("Material was made of it"),
    "is_remote": N_("On the web"),
    "minutes": N_("Minutes"),
    "organiser": N_("Who asked for it"),
    "part": N_("Part in it"),
    "session": N_("Sparring session"),
    "monthly_cap": N_("Sessions a month, at most"),
    "ballot": N_("Number of the vote"),
    "says": N_("Vote"),
    "asked": N_("Question"),
    "written_at": N_("Written"),
    "theme": N_("Theme"),
    "revision": N_("How often it was changed"),
    "made_by": N_("Who planned it"),
    "published_at": N_("Published on"),
    "marked_at": N_("Attendance noted"),
    "position": N_("Which one to register"),
    "registered_at": N_("Registered on"),
    "attended": N_("Took part"),
    "what": N_("What was told"),
    "objective": N_("Its objective"),
    "success": N_("What must succeed"),
    "maker": N_("Who made it"),
    "numbered": N_("Last number given to a risk"),
    "changed_at": N_("Last changed"),
    "sheet": N_("Number of the risk sheet"),
    "nth": N_("Number of the risk"),
    "sits_in": N_("Where it sits"),
    "likelihood": N_("Likelihood"),
    "consequence": N_("Consequence"),
    "measure": N_("Measure"),
    "responsible": N_("Who is responsible"),
    "bearer": N_("Who bears it"),
    "prompt": N_("Typical risk whose words it has"),
    "line": N_("Row of the worksheet"),
    "meaning": N_("What it means for us"),
    "named": N_("Responsible person in words"),
    "next_step": N_("Next step"),
    "is_done": N_("The step is done"),
    "is_undo": N_("Takes a change back"),
    "changed_by": N_("Who changed it"),
    "did": N_("What was done"),
    "fits": N_("For whom it fits"),
    "needed": N_("What it needed"),
    "result": N_("What came of it"),
    "link": N_("Web address"),
    "until": N_("Last day"),
    "valid_until": N_("Valid until"),
    "wakes_on": N_("Put off until"),
    "welcomed": N_("Has seen the welcome"),
    "why": N_("Topic that fits"),
    "wished_at": N_("Wished"),
    "workspace": N_("Workspace"),
    "written_on": N_("Written"),
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
    "open": N_("waiting for an expert"),
    "answered": N_("answered"),
    "shared": N_("answered and shared"),
    "withdrawn": N_("withdrawn"),
    "offered": N_("offered"),
    "declined": N_("declined"),
    "passed": N_("passed on"),
    "proposed": N_("waiting for approval"),
    "returned": N_("returned"),
    "published": N_("published"),
    "draft": N_("not saved yet"),
    "planned": N_("saved"),
    "paused": N_("paused"),
    "ended": N_("over"),
    "registered": N_("registered"),
    "waiting": N_("in the queue"),
    "made": N_("confirmed"),
    "undone": N_("undone"),
    "knocked": N_("has asked to take part"),
    "in": N_("takes part"),
    "out": N_("does not take part"),
}
VALUES: Mapping[str, Mapping[str, str]] = {
    "state": _STATES,
    "status": {
        "drafted": N_("draft"),
        "published": N_("published"),
        "cancelled": N_("cancelled"),
        "proposed": N_("being arranged"),
        "confirmed": N_("confirmed"),
        "held": N_("has taken place"),
    },
    "says": {"yes": N_("Suits me"), "maybe": N_("Maybe"), "no": N_("Does not suit me")},
    "kind": {"notes": N_("Notes"), "outcome": N_("What came of it")},
    "part": {"partner": N_("sparring partner"), "participant": N_("participant")},
    "sits_in": {
        "object": N_("The object bought"),
        "parties": N_("What the buyer and the suppliers do"),
        "process": N_("The procurement process"),
        "market": N_("Markets and ecosystems"),
    },
    "bearer": {"buyer": N_("The buyer"), "supplier": N_("The supplier"), "shared": N_("Shared")},
    "what": {
        "new": N_("a new event"),
        "over": N_("that it has taken place"),
        "due": N_("that its day has come"),
        "again": N_("that it is not ticked off"),
    },
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
        "expert": N_("an expert’s answer"),
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
