"""Whom a question is offered to and when: digests, urgent messages, the steps that follow, and the cards that change with it."""

from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.cards import Card
from bot.people import Person, Role
from bot.skill import morning
from bot.skills.escalation import answer_screens, inbox_screens, routing
from bot.skills.escalation import expert_screens as screens
from bot.skills.escalation.expert_screens import Seen, View
from bot.skills.escalation.records import escalations, offers, sealed, talk
from bot.skills.escalation.records.escalations import Escalation
from bot.skills.escalation.records.offers import Offer
from bot.skills.escalation.scope import coordinators, is_concerned, may_coordinate
from bot.skills.escalation.skill import escalation
from bot.skills.escalation.why import read
from bot.store import Connection, experts, people
from bot.texts import texts
from bot.turns import Do, Effect, Effects, Later, Reply, Send, Tick, Turn
from bot.working import Hours

Anybody = Turn | Tick
AT_ONCE = 3
"""Experts who get an urgent question at the same time."""


def begin(
    turn: Anybody, found: Escalation, wanted: routing.Wanted, without: Collection[str]
) -> Generator[Effect, None, bool]:
    """Offers a question that was just opened to the best, and sets its clock; whether anybody was found."""
    conn = turn.store.write()
    chosen = routing.best(conn, wanted, turn.now, turn.closed(), without, AT_ONCE if found.is_urgent else 1)
    yield from hand_out(turn, found, chosen)
    if not chosen:
        yield from told(conn, found, turn.now)
        return False
    yield first_step(conn, found, chosen, turn.now)
    return True


def wanted(turn: Anybody, found: Escalation) -> routing.Wanted:
    """A question ready to be routed. It is encoded: before anything is written."""
    with turn.store.read() as conn:
        return routing.wanted(conn, turn.library, found.text, found.language, found.branch)


def hand_out(turn: Anybody, found: Escalation, chosen: Iterable[routing.Choice]) -> Iterator[Effect]:
    """An urgent question as a message of its own, when they begin to work at the latest; any other in the next digest."""
    conn = turn.store.write()
    for choice in chosen:
        person = people.get(conn, choice.person)
        if person is None or not offers.propose(conn, found, person.id, choice.why, choice.score, turn.now):
            continue
        hours = hours_of(conn, person)
        if found.is_urgent:
            offers.change(conn, found.id, person.id, is_shown=True)
            yield Send(
                person.address, _card(conn, found, person), slot=slot(found), must=True, at=hours.opening(turn.now)
            )
        else:
            yield morning(person, hours, turn.now)


@escalation.due("step")
def step(tick: Tick, arg: str) -> Effects:
    """A deadline of a question: `arg` is its id, the round and the spell it is for, and which one. In another state it is
    past."""
    escalation_id, round_, what, since = arg.split()
    with tick.store.read() as conn:
        found = escalations.get(conn, escalation_id)
    if found is None:
        return
    ready = wanted(tick, found) if what == "next" and found.state == "open" else None
    conn = tick.store.write()
    now = escalations.get(conn, escalation_id)
    if now is None or now.round != int(round_) or since != _since(now, what):
        return
    match what:
        case "next" if now.state == "open" and ready:
            yield from _next(tick, conn, now, ready)
        case "coordinator" if now.state == "open":
            escalations.move(conn, now.id, ("open",), "open", is_late=True)
            yield from told(conn, now, tick.now)
        case "owner" if now.state == "taken":
            escalations.move(conn, now.id, ("taken",), "taken", is_late=True)
            owner = people.get(conn, now.owner)
            if owner:
                yield morning(owner, hours_of(conn, owner), tick.now)


def _next(tick: Tick, conn: Connection, found: Escalation, ready: routing.Wanted) -> Effects:
    """Nobody has taken it: the next expert is asked besides, once."""
    asked = {offer.person for offer in offers.of(conn, found)}
    asker = sealed.asker(conn, found.number)
    left_out = asked | ({asker.id} if asker else set())
    count = AT_ONCE if found.is_urgent else 1
    chosen = routing.best(conn, ready, tick.now, tick.closed(), left_out, count)
    yield from hand_out(tick, found, chosen)
    last = chosen[0].person if chosen else next(iter(asked), "")
    yield _step(conn, found, "coordinator", last, tick.now, max(found.coordinator_days - found.next_days, 0))


def first_step(conn: Connection, found: Escalation, chosen: Sequence[routing.Choice], now: datetime) -> Later:
    """The day on which the next expert is asked, if none of those who were chosen has taken it."""
    return _step(conn, found, "next", chosen[0].person, now, found.next_days)


def owner_step(conn: Connection, found: Escalation, now: datetime) -> Later:
    """The day on which whoever took it is asked what became of it."""
    return _step(conn, found, "owner", found.owner, now, found.owner_days)


def told(conn: Connection, found: Escalation, now: datetime) -> Iterator[Effect]:
    """Coordinators see it in their next digest: nobody has it."""
    for person in coordinators(conn, found):
        yield morning(person, hours_of(conn, person), now)


def redraw(turn: Anybody, found: Escalation) -> Iterator[Effect]:
    """Draws the card of everybody who was told of it as it stands now."""
    conn = turn.store.write()
    for offer in offers.of(conn, found):
        person = people.get(conn, offer.person)
        if person and offer.is_shown:
            yield Send(person.address, _card(conn, found, person), slot=slot(found))
        if person and offer.digest_on:
            yield Do("desk.redraw", f"{person.id} {offer.digest_on}")


def asker_said(turn: Turn, found: Escalation, text: str, language: str) -> Iterator[Effect]:
    """The asker's words to its owner, or onto the cards of those who were asked."""
    conn = turn.store.write()
    owner = people.get(conn, found.owner) if found.owner and found.state == "taken" else None
    if owner:
        yield Send(owner.address, answer_screens.asker_wrote(texts(owner.language), found, text, language), must=True)
    else:
        yield from redraw(turn, found)


def thanked(turn: Turn, found: Escalation) -> Iterator[Effect]:
    """Thanks, once an answer."""
    owner = people.get(turn.store.write(), found.owner)
    if owner:
        once = f"thanks:{found.id}:{found.round}"
        yield Send(owner.address, answer_screens.thanked(texts(owner.language), found), once=once)


def without_expert(conn: Connection, person: Person) -> list[Escalation]:
    """The questions in a coordinator's care that nobody has and nobody is likely to take, oldest first."""
    if not (person.is_a(Role.COORDINATOR) or person.is_a(Role.ADMIN)):
        return []
    everybody = people.all(conn)
    mine = [found for found in escalations.in_state(conn, "open") if is_concerned(everybody, person, found)]
    return [found for found in mine if _is_idle(conn, found)]


@escalation.pressed("idle")
def idle(turn: Turn, _arg: str = "") -> Effects:
    """To a coordinator: the questions without an expert."""
    with turn.store.read() as conn:
        found = without_expert(conn, turn.person)
    yield Reply(inbox_screens.without(turn.texts, tuple(found), turn.person.zone), alone=True)


def look(conn: Connection, found: Escalation, person: Person, offer: Offer | None = None) -> Seen:
    """A question as one expert sees it."""
    offer = offer or offers.to(conn, found.id, person.id)
    is_mine = found.owner == person.id and found.state == "taken"
    is_offered = found.state == "open" and offer is not None and offer.round == found.round and offer.state == "offered"
    is_nobodys = found.state == "open" and offer is None
    is_stuck = found.state == "taken" and found.is_late and not is_mine
    is_desk = (is_nobodys or is_stuck) and may_coordinate(person, found.organisation, found.branch)
    asker = people.get(conn, found.asker) if found.asker else None
    owner = people.get(conn, found.owner) if found.owner else None
    _ = texts(person.language)
    return Seen(
        found,
        View.MINE if is_mine else View.OFFERED if is_offered else View.DESK if is_desk else View.OTHERS,
        tuple(talk.lines(conn, found.id)),
        asker.name if asker else "",
        owner.name if owner else "",
        routing.reason(_, offer.why, _names(conn, offer.why)) if offer and offer.why else "",
        talk.draft_of(conn, found.id, person.id) is not None,
    )


def _names(conn: Connection, kept: str) -> dict[str, str]:
    """The names of those whom a reason speaks of."""
    why = read(kept)
    return {one.id: one.name for one in map(partial(people.get, conn), (why.passed_by, why.stands_in_for)) if one}


def hours_of(conn: Connection, person: Person) -> Hours:
    """When somebody works: an expert as they have said, others Monday to Friday 8 to 16 where they are."""
    said = experts.get(conn, person.id)
    return Hours(said.starts, said.ends, said.days, person.zone) if said else Hours(zone=person.zone)


def _is_idle(conn: Connection, found: Escalation) -> bool:
    """Whether nobody has it and nobody is likely to take it: past its time, or offered to nobody."""
    return found.is_late or not any(offer.state == "offered" for offer in offers.of(conn, found))


def _card(conn: Connection, found: Escalation, person: Person) -> Card:
    return screens.card(texts(person.language), look(conn, found, person))


def slot(found: Escalation) -> str:
    return f"{found.id}:offer"


def _since(found: Escalation, what: str) -> str:
    """Of which spell a step is: since somebody has had it, or nobody. In a later one it is past."""
    at = found.taken_at if what == "owner" else found.freed_at
    return str(round(at.timestamp())) if at else ""


def _step(conn: Connection, found: Escalation, what: str, whose: str, now: datetime, days: int) -> Later:
    """A deadline when somebody's working day begins, so many of them after the day on which it reached them."""
    person = people.get(conn, whose) if whose else None
    hours = hours_of(conn, person) if person else Hours()
    arrives = hours.opening(now) if found.is_urgent or what != "next" else hours.morning(now)
    at = hours.beginning(hours.after(hours.day_of(arrives), days)) if days else arrives
    arg = f"{found.id} {found.round} {what} {_since(found, what)}"
    return Later("escalation.step", max(at, now + timedelta(minutes=1)), f"step:{arg}", arg)
