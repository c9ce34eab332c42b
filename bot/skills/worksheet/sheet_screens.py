"""What those see whose worksheet it is, and those who keep it: the whole, a line, the forms, and how it came to be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.audience import Audience, Whom
from bot.cards import Button, Buttons, Card, Facts, FormButton, Part, Strong, Text, cut
from bot.forms import Choice, DateField, Form, TextField
from bot.skills.worksheet.access import Seen, code
from bot.skills.worksheet.records.sheets import NOTHING, Line
from bot.skills.worksheet.words import FACTS, LIMITS, LINES, ROWS, step, whose
from bot.texts import N_, Texts

PAGE = 4
"""Changes on one page of the history."""
_BRIEF, _BRIEFER = 220, 150
_SOMEBODY = N_("somebody")


@dataclass(frozen=True)
class Past:
    """A change as it is shown: `by` is a name, "" for one the reader may not know; what was said before is None where that is
    not kept any more."""

    code: str
    at: datetime
    by: str
    before: Line | None
    after: Line
    is_undo: bool = False


def sheet(_: Texts, seen: Seen, *said: str) -> Card:
    """The whole worksheet, each line in brief. `said` is what has just happened."""
    parts: list[Part] = [Text(text) for text in said if text]
    parts.append(Text(Strong(cut(_("Worksheet · {whose}", whose=whose(_, seen.sheet)), 300))))
    parts += [_row(_, seen, line) for line in ROWS]
    parts.append(Facts(tuple((_(name), cut(seen.line(fact).meaning, _BRIEF) or "–") for fact, name in FACTS.items())))
    parts.append(Text(_gap(_), quiet=True))
    if not seen.may_change:
        parts.append(Text(_why_not(_, seen), quiet=True))
    return Card(*parts, Buttons(_buttons(_, seen)))


def _row(_: Texts, seen: Seen, line: str) -> Text:
    said = seen.line(line)
    lines = [cut(" ".join(said.meaning.split()), _BRIEF)] if said.meaning else []
    if seen.has_responsible(said):
        lines.append(_("Responsible: {name}", name=cut(_responsible(_, seen, said), 120)))
    told = step(_, said)
    lines += [_("Next: {step}", step=_fit(_, said))] if told else []
    return Text(Strong(_(LINES[line])), "\n", "\n".join(lines) or _("not filled in yet"))


def _fit(_: Texts, line: Line) -> str:
    """The next step with its day, whose words may be cut."""
    words = cut(line.next_step, _BRIEFER)
    return step(_, Line(next_step=words, due_on=line.due_on, is_done=line.is_done))


def _gap(_: Texts) -> str:
    return _(
        "The action programme has 14 actions, of which three are named in public. Those stand here with its four categories; "
        "your organisation’s own copy of the report may hold more."
    )


def _why_not(_: Texts, seen: Seen) -> str:
    if seen.sheet.whom is Whom.BRANCH:
        return _("It is changed by the coordinators of the branch and by those who are responsible in it.")
    return _("It is changed by people of the organisation who have confirmed that they are in it: write “me”.")


def _buttons(_: Texts, seen: Seen) -> tuple[Button, ...]:
    choose = FormButton(_("Fill in a row") if seen.may_change else _("Read a row"), "worksheet.choose", seen.code)
    facts = (FormButton(_("Overall facts"), "worksheet.facts", seen.code),) if seen.may_change else ()
    past = Button(_("History of changes"), "worksheet.history", seen.code)
    other = (Button(_other(_, seen.other), "worksheet.open", code(seen.other)),) if seen.other else ()
    return choose, *facts, past, *other, Button(_("Menu"), "home.menu")


def _other(_: Texts, other: Audience) -> str:
    return _("Branch’s worksheet") if other.whom is Whom.BRANCH else _("Organisation’s worksheet")


def choose(_: Texts, seen: Seen) -> Form:
    """Which line?"""
    options = tuple((line, _(name)) for line, name in LINES.items())
    return Form(_("Choose a row"), "worksheet.choose", (Choice("line", _("Row"), options),), _("Open"), seen.code)


def line(_: Texts, seen: Seen, wanted: str, *said: str) -> Card:
    """One line in whole, and what the reader can do with it. `said` is what has just happened."""
    now = seen.line(wanted)
    parts: list[Part] = [Text(cut(text, 1_200)) for text in said if text]
    parts += [
        Text(Strong(_(LINES[wanted])), "\n", cut(whose(_, seen.sheet), 300)),
        Text(cut(now.meaning, 2_600) or _("not filled in yet")),
    ]
    if wanted in ROWS:
        parts.append(_details(_, seen, now))
    return Card(*parts, Buttons(_doing(_, seen, wanted, now)))


def _details(_: Texts, seen: Seen, now: Line) -> Facts:
    pairs = (
        (_("Responsible person"), cut(_responsible(_, seen, now), 300)),
        (_("Next step"), cut(now.next_step, 700) or "–"),
        (_("Day"), _.day(now.due_on) if now.due_on else "–"),
    )
    return Facts((*pairs, *(((_("The step is done"), _("Yes")),) if now.is_done else ())))


def _responsible(_: Texts, seen: Seen, now: Line) -> str:
    if seen.has_responsible(now):
        return seen.responsible(now) or _("named")
    return _("nobody yet")


def _doing(_: Texts, seen: Seen, wanted: str, now: Line) -> tuple[Button, ...]:
    whole = Button(_("Whole worksheet"), "worksheet.open", seen.code)
    if not seen.may_change:
        return (whole,)
    if wanted in FACTS:
        return FormButton(_("Overall facts"), "worksheet.facts", seen.code), whole
    tick = (tick_off(_, seen.code, wanted, seen.revision(wanted)),) if now.has_step else ()
    return FormButton(_("Fill in"), "worksheet.fill", f"{seen.code} {wanted}"), *tick, *_model(_, seen, wanted), whole


def _model(_: Texts, seen: Seen, wanted: str) -> tuple[Button, ...]:
    """What worked becomes a model for others, once something is written there."""
    made = (seen.models or {}).get(wanted)
    opening = (Button(_("Open {id}", id=made), "worksheet.page", made),) if made else ()
    making = (FormButton(_("Make a model"), "worksheet.model", f"{seen.code} {wanted}"),)
    return (*opening, *(making if seen.line(wanted).meaning else ()))


def tick_off(_: Texts, sheet: str, line: str, revision: int) -> Button:
    """Says that the next step of a line is done, as the line is now."""
    return Button(_("Tick off"), "worksheet.done", f"{sheet} {line} {revision}")


def fill(
    _: Texts,
    seen: Seen,
    wanted: str,
    told: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
    overtaken: str = "",
) -> Form:
    """All that a row says. `overtaken` is what somebody else has just written into it."""
    value = {name: told.get(name, "")[:limit] for name, limit in LIMITS.items()}
    now = seen.line(wanted)
    is_hidden = seen.has_responsible(now) and not seen.responsible(now)
    hint = _("Somebody is named already: empty keeps them.") if is_hidden else _("A name, or a person’s id in Sparri.")
    who = TextField(
        "responsible", _("Responsible person"), value["responsible"], hint, is_required=False, limit=LIMITS["responsible"]
    )  # fmt: skip
    return Form(
        _("Fill in a row"),
        "worksheet.fill",
        (
            _words("meaning", _("What it means for us"), value["meaning"]),
            *((who,) if seen.may_name else ()),
            TextField(
                "next_step", _("Next step"), value["next_step"], is_required=False, limit=LIMITS["next_step"], is_long=True
            ),
            DateField("due_on", _("By which day"), _day(told.get("due_on", "")), is_required=False),
        ),
        _("Save"),
        f"{seen.code} {wanted} {seen.revision(wanted)}",
        dict(errors or {}),
        overtaken or cut(f"{_(LINES[wanted])} · {whose(_, seen.sheet)}", 400),
    )  # fmt: skip


def facts(
    _: Texts, seen: Seen, told: Mapping[str, str], errors: Mapping[str, str] | None = None, overtaken: str = ""
) -> Form:
    """What is said once for the whole worksheet."""
    fields = tuple(_words(fact, _(name), told.get(fact, "")[: LIMITS[fact]]) for fact, name in FACTS.items())
    arg = " ".join([seen.code, *(str(seen.revision(fact)) for fact in FACTS)])
    text = overtaken or cut(whose(_, seen.sheet), 400)
    return Form(_("Overall facts"), "worksheet.facts", fields, _("Save"), arg, dict(errors or {}), text)


def _words(name: str, label: str, value: str) -> TextField:
    return TextField(name, label, value, is_long=True, is_required=False, limit=LIMITS[name])


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def overtaken(_: Texts, seen: Seen, lines: Sequence[str]) -> str:
    """What somebody else has written while a form was filled in, above the form that is shown again."""
    said = [_("This was changed meanwhile. Check what stands here, and save again. It says now:")]
    said += [f"{_(LINES[one])}: {_brief(_, seen, seen.line(one))}" for one in lines]
    return cut("\n".join(said), 1_400)


def _brief(_: Texts, seen: Seen, said: Line) -> str:
    who = _responsible(_, seen, said) if seen.has_responsible(said) else ""
    return " · ".join(part for part in (said.meaning, who, step(_, said)) if part) or "–"


def lost(_: Texts, seen: Seen, wanted: str, typed: Mapping[str, str]) -> Card:
    """Somebody else was faster in the same moment: what was written is shown, so that nothing of it is lost."""
    head = _("Somebody changed this in the same moment, and what you wrote is not saved. You wrote:")
    texts = [Text(cut(text, 1_900)) for name, text in typed.items() if name in LIMITS and text]
    return Card(Text(Strong(head)), *texts, Buttons(_doing(_, seen, wanted, seen.line(wanted))))


def history(
    _: Texts, seen: Seen, page: Sequence[Past], zone: str, *said: str, number: int, last: int, undo: int = 0
) -> Card:
    """Who changed what and when, the newest first, page by page from 0. `undo` is the number of the change that can be taken
    back, 0 where none can."""
    head = Text(Strong(_("History of changes")), f" · {cut(whose(_, seen.sheet), 300)}")
    parts: list[Part] = [Text(text) for text in said]
    parts += [_changed(_, seen, one, zone) for one in page] or [Text(_("Nothing has been filled in yet."))]
    buttons: list[Button] = []
    if undo:
        buttons.append(Button(_("Undo the last change"), "worksheet.undo", f"{seen.code} {undo}"))
    if number:
        buttons.append(Button(_("Newer"), "worksheet.history", f"{seen.code} {number - 1}"))
    if number < last:
        buttons.append(Button(_("Older"), "worksheet.history", f"{seen.code} {number + 1}"))
    return Card(head, *parts, Buttons((*buttons, Button(_("Whole worksheet"), "worksheet.open", seen.code))))


def _changed(_: Texts, seen: Seen, one: Past, zone: str) -> Text:
    undone = (_("taken back"),) if one.is_undo else ()
    head = " · ".join((_(LINES[one.code]), _.moment(one.at, zone), cut(one.by, 100) or _(_SOMEBODY), *undone))
    lines = []
    for name, was, now in _pairs(_, seen, one):
        if was != now:
            lines.append(f"{name}: {cut(was, 500)} → {cut(now, 500)}")
    return Text(Strong(head), "\n", "\n".join(lines) or _("The responsible person is another one."))


def _pairs(_: Texts, seen: Seen, one: Past) -> list[tuple[str, str, str]]:
    before = one.before or NOTHING
    unknown = "…" if one.before is None else "–"

    def pair(name: str, was: str, now: str) -> tuple[str, str, str]:
        return name, " ".join(was.split()) or unknown, " ".join(now.split()) or "–"

    return [
        pair(_("What it means for us"), before.meaning, one.after.meaning),
        pair(_("Responsible person"), _named(_, seen, before), _named(_, seen, one.after)),
        pair(_("Next step"), step(_, before), step(_, one.after)),
    ]


def _named(_: Texts, seen: Seen, said: Line) -> str:
    """Who was responsible then, also where they have left since."""
    name = seen.name(said.responsible) if said.responsible else said.named if seen.sees_words else ""
    return name or (_("named") if said.responsible or said.named else "")


def nowhere(_: Texts) -> Card:
    """Whoever has told neither organisation nor branch."""
    said = _(
        "I do not know yet in which organisation you work, or in which branch. Tell me, and I show you its worksheet."
    )
    how = _("Your profile asks for both. The word “me” opens it too.")
    return Card(Text(said), Text(how, quiet=True), Buttons((Button(_("Profile"), "people.me"), _menu(_))))


def not_yours(_: Texts) -> Card:
    """A worksheet of others, or none."""
    said = Text(_("This is no worksheet that you can read."))
    return Card(said, Buttons((Button(_("Your own worksheet"), "worksheet.open"), _menu(_))))


def not_to_change(_: Texts, seen: Seen) -> Card:
    """Whoever may read it only."""
    return Card(Text(_why_not(_, seen)), Buttons((Button(_("Whole worksheet"), "worksheet.open", seen.code), _menu(_))))


def due(_: Texts, steps: Sequence[tuple[str, str, Line]]) -> tuple[Part, ...]:
    """Next steps whose day has come, as (line, whose worksheet, what it says), in somebody's morning digest."""
    lines = [f"• {_fit(_, said)} ({cut(_(LINES[one]), 60)}, {cut(whose, 80)})" for one, whose, said in steps[:10]]
    if len(steps) > 10:
        lines.append(_("… and {n} more", n=_.number(len(steps) - 10)))
    head = _.plural("{n} step of a worksheet is yours to do:", "{n} steps of worksheets are yours to do:", len(steps))
    return (Text(Strong(head), "\n", "\n".join(lines)),)


def _menu(_: Texts) -> Button:
    return Button(_("Menu"), "home.menu")
