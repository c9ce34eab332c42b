"""What somebody is reminded of, and when: put off, turned off or on, and only within their hours."""

from collections.abc import Mapping
from datetime import date, time, timedelta

from bot.cards import Card
from bot.skills.reminders import own_screens as screens
from bot.skills.reminders.compose_screens import time_of
from bot.skills.reminders.skill import reminders
from bot.store import reminding
from bot.store.reminding import Kind
from bot.turns import Effects, Later, Reply, Show, Turn

FURTHEST = timedelta(days=366)


@reminders.pressed("own")
def mine(turn: Turn, _arg: str = "") -> Effects:
    """What the person is reminded of."""
    yield Reply(own_card(turn), alone=True)


@reminders.form("later")
def later(turn: Turn, arg: str) -> Effects:
    """Until when shall reminders wait? "coordinators R7" says of which kind, and which one comes again then; "" asks."""
    yield Show(screens.later(turn.texts, arg if arg.partition(" ")[0] in set(Kind) else ""))


@reminders.submitted("later")
def put_off(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """Puts reminders of a kind off."""
    _ = turn.texts
    given, _space, shown = arg.partition(" ")
    kind = given or values.get("kind", "")
    day = _day(turn, values)
    if kind not in set(Kind):
        yield Show(screens.later(turn.texts, "", {"kind": _("Please choose one of these.")}))
    elif day is None:
        error = _("Which day? One after today, at most a year away.")
        yield Show(screens.later(turn.texts, arg, {"until": error}))
    else:
        conn = turn.store.write()
        reminding.put_off(conn, turn.person.id, Kind(kind), day)
        at = reminding.of(conn, turn.person).moment(Kind(kind), turn.now)
        if shown and at:
            which = f"{shown} {turn.person.id}"
            yield Later("reminders.again", at, f"again:{which}:{day}", which)
        yield Reply(own_card(turn, is_new=True), alone=True)


@reminders.form("kinds")
def kinds(turn: Turn, _arg: str = "") -> Effects:
    """Of what?"""
    with turn.store.read() as conn:
        wanted = reminding.of(conn, turn.person)
    yield Show(screens.kinds(turn.texts, [kind for kind in Kind if kind not in wanted.off]))


@reminders.submitted("kinds")
def turned(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """Turns reminders off and on; what stays on stays put off, if it is."""
    on = set(values.get("kinds", "").split(","))
    conn = turn.store.write()
    wanted = reminding.of(conn, turn.person)
    for kind in Kind:
        if (kind in on) == (kind in wanted.off):
            reminding.turn(conn, turn.person.id, kind, is_off=kind not in on)
    yield Reply(own_card(turn, is_new=True), alone=True)


@reminders.form("hours")
def hours(turn: Turn, _arg: str = "") -> Effects:
    """Between which times, on which days?"""
    with turn.store.read() as conn:
        wanted = reminding.of(conn, turn.person)
    yield Show(screens.hours(turn.texts, wanted.hours))


@reminders.submitted("hours")
def kept(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """Keeps the hours; at other times nothing reminds."""
    _ = turn.texts
    with turn.store.read() as conn:
        before = reminding.of(conn, turn.person).hours
    days = frozenset(int(day) for day in values.get("days", "").split(",") if day in set("0123456"))
    opens, closes = time_of(values.get("opens", "")) or time(0), time_of(values.get("closes", "")) or time(0)
    errors = {}
    if opens >= closes:
        errors["closes"] = _("The end must come after the beginning, for example 08:00 and 16:00.")
    if not days:
        errors["days"] = _("Choose at least one.")
    if errors:
        yield Show(screens.hours(turn.texts, before, errors))
        return
    reminding.keep_hours(turn.store.write(), turn.person.id, opens, closes, days)
    yield Reply(own_card(turn, is_new=True), alone=True)


def own_card(turn: Turn, *, is_new: bool = False) -> Card:
    """What the person is reminded of, as it is now."""
    with turn.store.read() as conn:
        wanted = reminding.of(conn, turn.person)
    return screens.own(turn.texts, wanted, turn.today, is_new=is_new)


def _day(turn: Turn, values: Mapping[str, str]) -> date | None:
    match values.get("long"):
        case "tomorrow":
            return turn.today + timedelta(days=1)
        case "week":
            return turn.today + timedelta(days=7)
    try:
        day = date.fromisoformat(values.get("until", ""))
    except ValueError:
        return None
    return day if turn.today < day <= turn.today + FURTHEST else None
