"""A coordinator composes a reminder: for whom, when and where, and in which words. What comes of it is a draft, shown as it is."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.audience import Audience, Whom, meant, offered
from bot.cards import cut, size
from bot.people import Language, Person, Reach, Role
from bot.skills.reminders import compose_screens as screens
from bot.skills.reminders import records, sent_screens
from bot.skills.reminders.keeping import may_change, own, said, shown
from bot.skills.reminders.posting import near
from bot.skills.reminders.records import Plan
from bot.skills.reminders.skill import reminders
from bot.skills.reminders.times import LONGEST, Repeat
from bot.store import Connection, people
from bot.texts import N_, Texts
from bot.turns import Effects, Show, Turn
from bot.working import moment
from knowledge.documents import clean

NONE = "none"
"""The option of a form that stands for no module."""
_KEPT = "kept"
FURTHEST = timedelta(days=366)
"""How far ahead the first day may be."""


@reminders.form("new")
def new(turn: Turn, _arg: str = "") -> Effects:
    """For whom, when and where?"""
    yield _asks(turn, {})


@reminders.submitted("new")
def made(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """Keeps a draft and shows it, or asks again."""
    plan, errors = _understood(turn, values)
    if plan is None:
        yield _asks(turn, values, errors=errors)
        return
    conn = turn.store.write()
    yield shown(turn, conn, records.make(conn, turn.person.id, plan, turn.now))


@reminders.form("edit")
def edit(turn: Turn, arg: str) -> Effects:
    """The same again, filled in."""
    with turn.store.read() as conn:
        found = own(turn, conn, arg)
        is_open = found is not None and may_change(conn, found)
    if found and is_open:
        yield _asks(turn, _filled(turn, found.plan, found.id), found.id)


@reminders.submitted("edit")
def edited(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """Puts another plan into it. It is a draft from then on: nothing goes out before it is saved again."""
    _ = turn.texts
    plan, errors = _understood(turn, values, arg)
    if plan is None:
        yield _asks(turn, values, arg, errors)
        return
    conn = turn.store.write()
    found = own(turn, conn, arg)
    if found is None:
        yield said(turn, N_("There is no such reminder of yours."))
    elif not may_change(conn, found):
        yield said(turn, N_("It has gone out already. Duplicate it, and change the copy."), found)
    else:
        records.change(conn, found, replace(plan, texts=found.plan.texts))
        yield shown(turn, conn, records.get(conn, found.id) or found)


@reminders.form("words")
def words(turn: Turn, arg: str) -> Effects:
    """In which words?"""
    with turn.store.read() as conn:
        found = own(turn, conn, arg)
        is_open = found is not None and may_change(conn, found)
    if found and is_open:
        yield Show(screens.words(turn.texts, found.id, {one.value: text for one, text in found.plan.texts.items()}))


@reminders.submitted("words")
def written(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """Keeps the words; those in a language that is left empty are none."""
    _ = turn.texts
    texts = {one: text for one in Language if (text := _clean(values.get(one.value, "")))}
    errors = _errors_in(turn.texts, texts)
    if errors:
        yield Show(screens.words(turn.texts, arg, values, errors))
        return
    conn = turn.store.write()
    found = own(turn, conn, arg)
    if found is None:
        yield said(turn, N_("There is no such reminder of yours."))
    elif not may_change(conn, found):
        yield said(turn, N_("It has gone out already. Duplicate it, and change the copy."), found)
    else:
        records.change(conn, found, replace(found.plan, texts=texts))
        yield shown(turn, conn, records.get(conn, found.id) or found, turn.masked)


def _asks(turn: Turn, filled: Mapping[str, str], arg: str = "", errors: Mapping[str, str] | None = None) -> Show:
    with turn.store.read() as conn:
        audiences, channels = _audiences(turn, conn, arg), near(turn, conn)
    return Show(screens.plan(turn.texts, filled, audiences, turn.modules, channels, arg, errors))


def _audiences(turn: Turn, conn: Connection, arg: str) -> Mapping[str, Audience]:
    """Those that a form offers; the one that a reminder has is among them, whether it would be offered anew or not."""
    every = offered(turn.person, people.all(conn))
    found = own(turn, conn, arg) if arg else None
    if found and found.plan.audience.whom is not Whom.PEOPLE and found.plan.audience not in every.values():
        every[_KEPT] = found.plan.audience
    return every


def _understood(turn: Turn, values: Mapping[str, str], arg: str = "") -> tuple[Plan | None, dict[str, str]]:
    """What a form asks for, or what is wrong with it, by field."""
    _, errors = turn.texts, dict[str, str]()
    with turn.store.read() as conn:
        everybody, channels = people.all(conn), {str(one.number): one.number for one in near(turn, conn)}
        audiences = _audiences(turn, conn, arg)
    wording, module = values.get("words", ""), values.get("module", NONE)
    if wording not in screens.TEMPLATES or module not in {NONE, *(one.id for one in turn.modules)}:
        errors["words"] = _("Please choose one of these.")
    if wording != "own" and module == NONE:
        errors["module"] = _("Which module? What it says names one.")
    if values.get("behind") == "yes" and module == NONE:
        errors["module"] = _("Unfinished in which module?")
    audience = _audience(turn, values, everybody, audiences, errors)
    day, at = screens.day_of(values.get("day", "")), screens.time_of(values.get("at", ""))
    if day is None:
        errors["day"] = _("Which day? For example {day}.", day=turn.today.isoformat())
    if at is None:
        errors["at"] = _("What time? For example 09:00.")
    if day and day > turn.today + FURTHEST:
        errors["day"] = _("That is more than a year ahead.")
    elif day and at and moment(day, at, turn.person.zone) < turn.now:
        errors["day"] = _("That moment is past.")
    repeat, until = Repeat.ONCE, None
    try:
        repeat = Repeat(values.get("repeat", ""))
    except ValueError:
        errors["repeat"] = _("Please choose one of these.")
    if repeat is not Repeat.ONCE and day and "day" not in errors:
        until = screens.day_of(values.get("until", ""))
        if until is None or not day <= until <= day + LONGEST:
            errors["until"] = _("Until when? A day after the first one, at most a year later.")
    place = values.get("place") or screens.DIRECT
    if place != screens.DIRECT and place not in channels:
        errors["place"] = _("Please choose one of these.")
    if place != screens.DIRECT and (wording == "go_on" or values.get("behind") == "yes"):
        errors["place"] = _(
            "In a channel nobody knows who has what unfinished. Choose private messages, or other words."
        )
    if errors or audience is None or day is None or at is None:
        return None, errors
    plan = Plan(
        audience=audience,
        first_on=day,
        at=at,
        zone=turn.person.zone,
        module="" if module == NONE else module,
        only_behind=values.get("behind") == "yes",
        channel=channels.get(place),
        words=wording,
        repeat=repeat,
        until=until,
    )
    return plan, {}


def _audience(
    turn: Turn,
    values: Mapping[str, str],
    everybody: list[Person],
    audiences: Mapping[str, Audience],
    errors: dict[str, str],
) -> Audience | None:
    _, whom, names = turn.texts, values.get("whom", ""), values.get("names", "").strip()
    if whom != Whom.PEOPLE and not names:
        found = audiences.get(whom)
        if found is None:
            errors["whom"] = _("Please choose one of these.")
        return _pinned(turn.person, found) if found else None
    named = meant(turn.person, everybody, names)
    if lacking := (*named.unknown, *named.several):
        told = cut("; ".join(lacking), 90)
        errors["names"] = _("Nobody, or more than one, among those you look after: {names}", names=told)
    elif not named.people:
        errors["names"] = _("Whom? One name or number on each line.")
    return Audience(Whom.PEOPLE, " ".join(named.people)) if named.people and not lacking else None


def _pinned(person: Person, audience: Audience) -> Audience:
    """Everybody in the one scope that somebody has is that organisation or branch, whoever takes the reminder on later."""
    is_one = len(person.scopes) == 1 and person.scopes[0].reach is not Reach.NETWORK and not person.is_a(Role.ADMIN)
    return (
        Audience(Whom(person.scopes[0].reach.value), person.scopes[0].value)
        if audience == Audience() and is_one
        else audience
    )


def _filled(turn: Turn, plan: Plan, arg: str) -> dict[str, str]:
    """A plan as the values of its form."""
    is_named = plan.audience.whom is Whom.PEOPLE
    with turn.store.read() as conn:
        audiences = _audiences(turn, conn, arg)
    whom = next((value for value, one in audiences.items() if one == plan.audience), "")
    return {
        "words": plan.words,
        "module": plan.module or NONE,
        "whom": Whom.PEOPLE.value if is_named else whom,
        "names": "\n".join(plan.audience.value.split()) if is_named else "",
        "behind": "yes" if plan.only_behind else "no",
        "place": str(plan.channel) if plan.channel is not None else screens.DIRECT,
        "day": plan.first_on.isoformat(),
        "at": plan.at.isoformat("minutes"),
        "repeat": plan.repeat.value,
        "until": plan.until.isoformat() if plan.until else "",
    }


def _errors_in(_: Texts, texts: Mapping[Language, str]) -> dict[str, str]:
    if not texts:
        return {Language.FI.value: _("Please write something, in one language at least.")}
    limit, lines = sent_screens.WORDS, sent_screens.LINES
    return {
        one.value: _("At most {n} characters and {lines} lines, please.", n=limit, lines=lines)
        for one, text in texts.items()
        if len(text) > limit or size(text) > sent_screens.WEIGHT or text.count("\n") >= lines
    }


def _clean(text: str) -> str:
    return "\n".join(clean(line) for line in text.strip().splitlines()).strip()
