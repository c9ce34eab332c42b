"""Erases a person everywhere: from all records, and from what delivery holds of them by their addresses."""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, delete, func, or_, select

from bot.cards import Card
from bot.delivery import codec, lanes, outbox
from bot.delivery.inbox import inbox
from bot.people import Address
from bot.store import audit, people, personal, slack
from bot.turns import Reply


def erase(conn: Connection, person_id: str, now: datetime, but: int = 0) -> list[Address]:
    """Erases a person and leaves one line in the audit, which does not say who it was; gives the addresses they had, for a
    farewell. [] if there is nobody.

    In the caller's transaction, which may be that of an event of theirs, inbox row `but`: that one can still be closed.
    Once it is committed, `Store.scrub` takes them out of SQLite's log too.
    """
    if people.get(conn, person_id) is None:
        return []
    addresses = [lanes.routed(conn, at) for at in personal.erase(conn, person_id)]
    _forget_events(conn, addresses, but)
    _forget_messages(conn, addresses)
    audit.note(conn, now, "erased")
    return addresses


def farewell(conn: Connection, card: Card, address: Address, now: datetime, pressed: str = "") -> None:
    """The last card for somebody who has just been erased. Its row and its lane go as soon as it has arrived or has failed
    for good; should the process die between the two, the nightly retention takes what is left."""
    last = f"{outbox.LAST}{uuid4().hex}"
    outbox.put(conn, Reply(card, redraw=True), address, now, pressed, once=last)


def _forget_events(conn: Connection, addresses: Iterable[Address], but: int) -> None:
    """Events that wait are dropped, also those of a channel, and whoever works on one has lost it. The digest of their ids
    stays as long as others' do: what a platform delivers again must not bring the person back."""
    nothing = {"payload": None, "error": ""}
    for at in addresses:
        kept = select(inbox.c.number, inbox.c.payload).where(inbox.c.payload.is_not(None))
        theirs = [row.number for row in conn.execute(kept) if codec.beginning(at) in row.payload]
        conn.execute(inbox.update().where(inbox.c.number.in_(theirs)).values(nothing))
        conn.execute(inbox.update().where(inbox.c.number.in_(theirs), inbox.c.number != but).values(state="done"))
        conn.execute(inbox.update().where(inbox.c.conversation == at.lane).values(conversation="", error=""))


def _forget_messages(conn: Connection, addresses: Iterable[Address]) -> None:
    """What was, is and was to be shown at their addresses, in channels too; and their private conversations."""
    for at in addresses:
        beginning = codec.beginning(at)
        theirs = func.substr(outbox.outbox.c.address, 1, len(beginning)) == beginning
        conn.execute(delete(outbox.outbox).where(or_(outbox.outbox.c.lane == at.lane, theirs)))
        conn.execute(delete(lanes.lane).where(lanes.lane.c.id == at.lane))
        conn.execute(delete(slack.heard).where(slack.heard.c.lane == at.lane))
