"""What somebody has filled in, read as what a line says; what is wrong is said at its field. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.people import Person
from bot.scope import organisation_key
from bot.skills.worksheet.records.sheets import Line
from bot.skills.worksheet.words import FACTS, LIMITS
from bot.texts import Texts
from knowledge.documents import clean

ROWS = 8
"""Lines of text that somebody may write as one line of a worksheet."""


def paragraphs(text: str) -> str:
    """The lines of a text, which a card takes only so many of: the rest runs on in the last."""
    lines = [line for line in map(clean, text.splitlines()) if line]
    return "\n".join((*lines[: ROWS - 1], *filter(None, (" ".join(lines[ROWS - 1 :]),))))


def told_of(line: Line, responsible: str) -> dict[str, str]:
    """A line as it stands in the form; `responsible` by the name that the reader may know."""
    due = line.due_on.isoformat() if line.due_on else ""
    return {"meaning": line.meaning, "responsible": responsible, "next_step": line.next_step, "due_on": due}


def read(
    _: Texts,
    values: Mapping[str, str],
    before: Line,
    shown: str,
    candidates: Sequence[Person] | None,
    today: date,
) -> tuple[Line | None, dict[str, str]]:
    """What the line is to say, or what is wrong by field. `shown` is the name that stood in the form; `candidates` are those
    in Sparri who may be named, None where the form does not ask."""
    told = {"meaning": paragraphs(values.get("meaning", ""))}
    told |= {name: clean(values.get(name, "")) for name in ("responsible", "next_step")}
    errors = _too_long(_, told)
    due, wrong = _due(_, values.get("due_on", ""), before, today)
    errors |= {"due_on": wrong} if wrong else {}
    line = replace(before, meaning=told["meaning"], next_step=told["next_step"], due_on=due)
    if (line.next_step, line.due_on) != (before.next_step, before.due_on):
        line = replace(line, is_done=False)
    if due and not line.next_step:
        errors["next_step"] = _("What is to be done by that day?")
    if candidates is not None and told["responsible"] != shown and "responsible" not in errors:
        line, unsure = _naming(_, line, told["responsible"], candidates)
        errors |= {"responsible": unsure} if unsure else {}
    return (None, errors) if errors else (line, {})


def read_facts(_: Texts, values: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What is said once for the worksheet, by code; and what is wrong with it."""
    told = {name: paragraphs(values.get(name, "")) for name in FACTS}
    return told, _too_long(_, told)


def _too_long(_: Texts, told: Mapping[str, str]) -> dict[str, str]:
    return {
        name: _("At most {limit} characters, please.", limit=_.number(LIMITS[name]))
        for name, text in told.items()
        if len(text) > LIMITS[name]
    }


def _due(_: Texts, said: str, before: Line, today: date) -> tuple[date | None, str]:
    """A day that is past may stay where it stands already."""
    if not said.strip():
        return None, ""
    try:
        day = date.fromisoformat(said.strip())
    except ValueError:
        return None, _("There is no such day. Write it like this: {example}", example="2026-12-01")
    is_fine = day == before.due_on or today <= day <= today.replace(year=today.year + 10, day=1)
    return (day, "") if is_fine else (None, _("Please choose a day that is not past, and within ten years."))


def _naming(_: Texts, line: Line, said: str, candidates: Sequence[Person]) -> tuple[Line, str]:
    """Somebody in Sparri by id or by their whole name, else a name in words."""
    line = replace(line, responsible="", named="", is_done=False)
    wanted = organisation_key(said)
    found = [one for one in candidates if wanted and wanted in (one.id.casefold(), organisation_key(one.name))]
    if len(found) > 1:
        ids = ", ".join(one.id for one in found[:5])
        return line, _("There are several people with this name. Write one of these instead: {ids}", ids=ids)
    if found:
        return replace(line, responsible=found[0].id), ""
    return replace(line, named=said), ""
