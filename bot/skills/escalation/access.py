"""Whose a question is: what every press of an expert or a coordinator is checked by, at that moment."""

from datetime import date

from bot.skills.escalation import expert_screens as screens
from bot.skills.escalation.records import escalations, offers, sealed
from bot.skills.escalation.records.escalations import Escalation
from bot.skills.escalation.scope import may_coordinate
from bot.store import people
from bot.turns import Reply, Turn


def offered(turn: Turn, escalation_id: str) -> Escalation | Reply:
    """The question if it was offered to the person in its present round or is theirs; else what to say."""
    with turn.store.read() as conn:
        found = escalations.get(conn, escalation_id)
        offer = offers.to(conn, escalation_id, turn.person.id)
    if found is None:
        return Reply(screens.over(turn.texts, escalation_id, None))
    is_theirs = is_in_care(turn, found)
    is_offered = offer is not None and offer.round == found.round
    if not is_offered and found.owner != turn.person.id and not is_theirs:
        return Reply(screens.not_offered(turn.texts, escalation_id))
    return found


def mine(turn: Turn, escalation_id: str, *states: str) -> Escalation | Reply:
    """The question if the person has it in hand; else what to say."""
    found = offered(turn, escalation_id)
    if isinstance(found, Reply):
        return found
    if found.owner != turn.person.id or found.state not in (states or ("taken",)):
        return elsewhere(turn, found)
    return found


def elsewhere(turn: Turn, found: Escalation) -> Reply:
    """Somebody else has it, or it is over; the pressed card says so from now on."""
    with turn.store.read() as conn:
        now = escalations.get(conn, found.id)
        owner = people.get(conn, now.owner) if now and now.owner else None
    if now and now.state == "taken" and owner and owner.id != turn.person.id:
        return Reply(screens.taken_by(turn.texts, now, owner.name), redraw=True)
    return Reply(screens.over(turn.texts, found.id, now), redraw=True)


def is_in_care(turn: Turn, found: Escalation) -> bool:
    """Whether the person is a coordinator who sees to the question."""
    return may_coordinate(turn.person, found.organisation, found.branch)


def is_stuck(turn: Turn, found: Escalation) -> bool:
    """Whether its owner has had it for too long, so that the person may give it to somebody else, as a coordinator."""
    return found.state == "taken" and found.is_late and is_in_care(turn, found)


def day(text: str) -> date | None:
    """A day as forms give it, None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def own(turn: Turn, escalation_id: str) -> Escalation | None:
    """The escalation if the person asked it; to anybody else it does not exist."""
    with turn.store.read() as conn:
        if sealed.is_asker(conn, escalations.number(escalation_id), turn.person.id):
            return escalations.get(conn, escalation_id)
    return None


def as_it_is(turn: Turn, found: Escalation) -> Escalation:
    """The question as it is at this moment."""
    with turn.store.read() as conn:
        return escalations.get(conn, found.id) or found
