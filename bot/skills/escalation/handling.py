"""The expert's side: taking a question, and every way of parting with it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from bot.people import Address, Role
from bot.skill import morning
from bot.skills.escalation import access, inbox_screens, offering, parting_screens, routing
from bot.skills.escalation import expert_screens as screens
from bot.skills.escalation.records import escalations, offers, sealed, talk
from bot.skills.escalation.records.escalations import Escalation
from bot.skills.escalation.scope import concerned
from bot.skills.escalation.skill import escalation
from bot.store import people
from bot.texts import N_, W_
from bot.turns import Effects, Reply, Send, Show, Turn
from knowledge.documents import clean


@escalation.command(W_("word", "inbox, my inbox"), N_("questions that wait for you as an expert"))
@escalation.pressed("inbox")
def inbox(turn: Turn, _arg: str = "") -> Effects:
    """New, in hand, waiting for the asker, past their time."""
    with turn.store.read() as conn:
        new = tuple(found for found, _offer in offers.open_to(conn, turn.person.id))
        mine = tuple(escalations.owned_by(conn, turn.person.id, "taken"))
        last = {found.id: talk.lines(conn, found.id)[-1:] for found in mine}
    waiting = frozenset(one for one, lines in last.items() if lines and not lines[0].is_asker)
    yield Reply(inbox_screens.inbox(turn.texts, new, mine, waiting, turn.person.zone), alone=True)


escalation.menu(N_("Inbox"), "inbox", Role.EXPERT)


@escalation.form("pick")
def pick(turn: Turn, _arg: str = "") -> Effects:
    """Which one to open?"""
    with turn.store.read() as conn:
        new = [found for found, _offer in offers.open_to(conn, turn.person.id)]
        listed = (*escalations.owned_by(conn, turn.person.id, "taken"), *new)
    if listed:
        yield Show(inbox_screens.pick(turn.texts, listed))


@escalation.submitted("pick")
def picked(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """Opens the one that was chosen."""
    yield from open_(turn, values.get("id", ""))


@escalation.pressed("open")
def open_(turn: Turn, arg: str) -> Effects:
    """One question as it stands, with all that can be done to it."""
    conn = turn.store.write()
    found = access.offered(turn, arg)
    if isinstance(found, Reply):
        yield found
        return
    offer = offers.to(conn, found.id, turn.person.id)
    card = screens.card(turn.texts, offering.look(conn, found, turn.person))
    if offer and not offer.is_shown and found.state in ("open", "taken"):
        offers.change(conn, found.id, turn.person.id, is_shown=True)
        yield Send(_here(turn), card, slot=offering.slot(found))
    else:
        yield Reply(card)


@escalation.pressed("take")
def take(turn: Turn, arg: str) -> Effects:
    """Whoever is first has it; everybody else who was asked sees who. Nobody takes what they have asked themselves."""
    conn = turn.store.write()
    found = access.offered(turn, arg)
    if isinstance(found, Reply):
        yield found
        return
    if access.own(turn, arg):
        yield Reply(screens.not_offered(turn.texts, found.id))
        return
    taken = escalations.move(
        conn, found.id, ("open",), "taken", owner_is=turn.person.id, taken_at=turn.now, is_late=False
    )
    if taken is None:
        yield access.elsewhere(turn, found)
        return
    offers.propose(conn, taken, turn.person.id, "", 0, turn.now)
    yield offering.owner_step(conn, taken, turn.now)
    yield from _redrawn(turn, taken)


@escalation.pressed("release")
def release(turn: Turn, arg: str) -> Effects:
    """Gives it back: it is open again, and the next expert is asked."""
    found = access.mine(turn, arg)
    if isinstance(found, Reply):
        yield found
        return
    yield from _parted(turn, found, "passed")


@escalation.form("decline")
def decline(turn: Turn, arg: str) -> Effects:
    """Why not?"""
    if not isinstance(access.offered(turn, arg), Reply):
        yield Show(parting_screens.decline(turn.texts, arg))


@escalation.submitted("decline")
def declined(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """Not this expert: the next one is asked at once."""
    found = access.offered(turn, arg)
    if isinstance(found, Reply):
        yield found
    elif found.state != "open":
        yield access.elsewhere(turn, found)
    else:
        reason, wanted = values.get("reason", ""), offering.wanted(turn, found)
        conn = turn.store.write()
        now = escalations.get(conn, found.id)
        reason = reason if reason in parting_screens.REASONS else "other"
        if now is None or now.state != "open" or not offers.part(conn, now, turn.person.id, "declined", reason):
            yield access.elsewhere(turn, found)
            return
        yield from _asked_next(turn, now, wanted)
        yield Reply(parting_screens.declined(turn.texts, now), redraw=True)


@escalation.form("later")
def later(turn: Turn, arg: str) -> Effects:
    """Until when?"""
    if not isinstance(access.offered(turn, arg), Reply):
        yield Show(parting_screens.later(turn.texts, arg, turn.today + timedelta(days=1)))


@escalation.submitted("later")
def put_off(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """It comes again in the digest of that day; its clock goes on."""
    found, day = access.offered(turn, arg), access.day(values.get("day", ""))
    if isinstance(found, Reply):
        yield found
    elif day is None or not turn.today < day <= turn.today + timedelta(days=parting_screens.LONGEST):
        yield Show(parting_screens.later(turn.texts, arg, turn.today + timedelta(days=1), is_wrong=True))
    elif found.state != "open":
        yield access.elsewhere(turn, found)
    else:
        conn = turn.store.write()
        hours = offering.hours_of(conn, turn.person)
        at = hours.morning(hours.beginning(day) - timedelta(hours=8))
        if not offers.change(conn, found.id, turn.person.id, wakes_on=hours.day_of(at)):
            yield access.elsewhere(turn, found)
            return
        yield morning(turn.person, hours, at - timedelta(minutes=1))
        yield Reply(parting_screens.put_off(turn.texts, found, hours.day_of(at)), redraw=True)


@escalation.form("pass")
def pass_on(turn: Turn, arg: str) -> Effects:
    """To whom?"""
    found = access.offered(turn, arg)
    if not isinstance(found, Reply):
        yield Show(parting_screens.pass_on(turn.texts, found.id, _colleagues(turn)))


@escalation.submitted("pass")
def passed(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """To a named expert, or by a topic; whoever passes it on is out of it."""
    found = access.offered(turn, arg)
    told = {name: clean(values.get(name, "")) for name in ("name", "topic", "note")}
    if isinstance(found, Reply):
        yield found
        return
    colleagues = _colleagues(turn)
    meant = _meant(colleagues, values.get("to", ""), told["name"])
    if len(meant) > 1 or not (meant or (told["topic"] and not told["name"])):
        yield Show(parting_screens.pass_on(turn.texts, found.id, colleagues, told, meant))
        return
    wanted = None
    if not meant:
        with turn.store.read() as conn:
            wanted = routing.wanted(conn, turn.library, told["topic"], turn.person.language, found.branch)
    yield from _parted(turn, found, "passed", to=meant[0][0] if meant else "", wanted=wanted, note=told["note"])


@escalation.pressed("leaving")
def leaving(turn: Turn, _arg: str = "") -> Effects:
    """Whoever is about to be erased leaves what they have in hand open; coordinators see it in their next digest. For the
    skill that erases; nobody may press it."""
    with turn.store.read() as conn:
        others = [one for one in people.all(conn) if one.id != turn.person.id]
        for found in escalations.owned_by(conn, turn.person.id, "taken"):
            for person in concerned(others, found.organisation, found.branch):
                yield morning(person, offering.hours_of(conn, person), turn.now)


def _redrawn(turn: Turn, found: Escalation) -> Effects:
    """The pressed card and everybody else's, as the question stands now."""
    conn = turn.store.write()
    yield Reply(screens.card(turn.texts, offering.look(conn, found, turn.person)), redraw=True)
    yield from offering.redraw(turn, found)


def _parted(
    turn: Turn, found: Escalation, state: str, to: str = "", wanted: routing.Wanted | None = None, note: str = ""
) -> Effects:
    """One who has it, or was offered it, is out of it; it goes to `to`, to who fits `wanted`, or to the next. What somebody
    had has its time again, from the beginning."""
    wanted = wanted or offering.wanted(turn, found)
    conn = turn.store.write()
    now = escalations.get(conn, found.id)
    is_had = now is not None and now.state == "taken" and (now.owner == turn.person.id or access.is_stuck(turn, now))
    is_out = now is not None and offers.part(conn, now, now.owner if is_had else turn.person.id, state)
    if now and is_had:
        now = escalations.move(
            conn, now.id, ("taken",), "open", owner_is="", taken_at=None, freed_at=turn.now, is_late=False
        )
    elif now and not (now.state == "open" and (is_out or access.is_in_care(turn, now))):
        now = None
    if now is None:
        yield access.elsewhere(turn, found)
        return
    freed = now
    if note:
        talk.say(conn, found.id, note, turn.person.language, turn.now, expert=turn.person.id)
    # who asked is never asked: that a colleague was chosen in vain must look like any other passing on
    name = people.get(conn, to) if to else None
    if to and not sealed.is_asker(conn, freed.number, to):
        offers.again(conn, freed, to)
        chosen = [routing.named(to, turn.person.id)]
    else:
        chosen = routing.best(conn, wanted, turn.now, turn.closed(), _left_out(turn, freed), 1)
    yield from offering.hand_out(turn, freed, chosen)
    if (
        not chosen
    ):  # its clock may have run out already: from now on it is a coordinator's, whoever was offered it before
        freed = escalations.move(conn, freed.id, ("open",), "open", is_late=True) or freed
        yield from offering.told(conn, freed, turn.now)
    elif is_had:
        yield offering.first_step(conn, freed, chosen, turn.now)
    name = name or (people.get(conn, chosen[0].person) if chosen else None)
    yield Reply(parting_screens.passed(turn.texts, freed, name.name if name else ""), redraw=True)
    yield from offering.redraw(turn, freed)


def _asked_next(turn: Turn, found: Escalation, wanted: routing.Wanted) -> Effects:
    conn = turn.store.write()
    chosen = routing.best(conn, wanted, turn.now, turn.closed(), _left_out(turn, found), 1)
    yield from offering.hand_out(turn, found, chosen)
    if not chosen:
        yield from offering.told(conn, found, turn.now)


def _left_out(turn: Turn, found: Escalation) -> Collection[str]:
    """Who was asked in this round already, and who asks."""
    conn = turn.store.write()
    asker = sealed.asker(conn, found.number)
    return {offer.person for offer in offers.of(conn, found)} | {turn.person.id} | ({asker.id} if asker else set())


def _colleagues(turn: Turn) -> tuple[tuple[str, str], ...]:
    """The other experts who can be reached, ids and names, by name."""
    closed = turn.closed()
    with turn.store.read() as conn:
        experts = [one for one in people.all(conn) if one.is_a(Role.EXPERT) and one.welcomed and one.name]
    others = [one for one in experts if one.id != turn.person.id and one.address.lane not in closed]
    return tuple((one.id, one.name) for one in sorted(others, key=lambda one: one.name.casefold()))


def _meant(colleagues: Sequence[tuple[str, str]], chosen: str, name: str) -> tuple[tuple[str, str], ...]:
    """The one who was chosen by id, else those of a name, else those with it in theirs."""
    key = " ".join(name.split()).casefold()
    named = [(one, " ".join(theirs.split()).casefold()) for one, theirs in colleagues]
    ids = {one for one, _ in named if one == chosen}
    ids = ids or {one for one, theirs in named if key and theirs == key}
    ids = ids or {one for one, theirs in named if key and key in theirs}
    return tuple(one for one in colleagues if one[0] in ids)


def _here(turn: Turn) -> Address:
    with turn.store.read() as conn:
        return people.private(conn, turn.address)
