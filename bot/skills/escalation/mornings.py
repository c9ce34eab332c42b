"""What stands in somebody's morning digest of questions, proposals and answers that run out."""

from datetime import date

from bot.cards import Button, Part
from bot.people import Person, Role
from bot.skill import Section
from bot.skills.escalation import expert_screens as screens
from bot.skills.escalation import inbox_screens, responsible
from bot.skills.escalation.offering import Anybody, look, without_expert
from bot.skills.escalation.records import escalations, offers
from bot.skills.escalation.skill import escalation
from bot.texts import texts


@escalation.morning
def section(turn: Anybody, person: Person, day: date, is_new: bool) -> Section | None:
    """What waits for an expert this morning: new questions, those put off until today, those they have had for long."""
    if not person.is_a(Role.EXPERT):
        return None
    conn, _ = turn.store.write(), texts(person.language)
    if is_new:
        for found, offer in offers.open_to(conn, person.id):
            is_put_off = offer.wakes_on is not None and offer.wakes_on > day
            if not is_put_off and (offer.wakes_on or not (offer.digest_on or offer.is_shown)):
                offers.change(conn, found.id, person.id, digest_on=day, wakes_on=None)
    seen = tuple(look(conn, found, person, offer) for found, offer in offers.in_digest(conn, person.id, day))
    late = [found for found in escalations.owned_by(conn, person.id, "taken") if found.is_late]
    if len(seen) == 1 and not late:
        return Section(screens.parts(_, seen[0]), screens.buttons(_, seen[0]))
    opened = inbox_screens.opening(_, (*late, *(one.found for one in seen)))
    parts = [part for found in late for part in inbox_screens.late(_, found)]
    parts += inbox_screens.morning(_, seen) if seen else ()
    return Section(tuple(parts), opened) if parts else None


@escalation.morning
def deciding(turn: Anybody, person: Person, day: date, _is_new: bool) -> Section | None:
    """What waits to be decided: questions that nobody has, answers to approve, and those that run out, their author's too."""
    with turn.store.read() as conn:
        mine = without_expert(conn, person)
        proposed, running_out = responsible.waiting(conn, person), responsible.reviews(conn, person, day)
    _ = texts(person.language)
    parts: list[Part] = []
    buttons: list[Button] = []
    if mine:
        parts.append(inbox_screens.idle(_, len(mine)))
        buttons.append(Button(_("Without an expert"), "escalation.idle"))
    if proposed:
        parts.append(inbox_screens.proposed(_, len(proposed)))
        buttons.append(Button(_("Approvals"), "escalation.proposals"))
    if running_out:
        parts.append(
            inbox_screens.running_out(_, tuple((one.id, one.question, one.valid_until) for one in running_out))
        )
        buttons.append(Button(_("Open {id}", id=running_out[0].id), "escalation.known", running_out[0].id))
    return Section(tuple(parts), tuple(buttons)) if parts else None
