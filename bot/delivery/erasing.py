"""Erases a person everywhere: from all records, and from what delivery holds of them by their addresses."""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, delete, func, or_, select

from bot.cards import Card
from bot.delivery import codec, outbox
from bot.delivery.inbox import inbox
from bot.people import Address
from bot.store import audit, people, personal
from bot.turns import Reply


def erase(conn: Connection, person_id: str, now: datetime) -> bool:
    """Erases a person and leaves one line in the audit, which does not say who it was; False if there is nobody.

    In the caller's transaction, which the person's own last event may belong to: that one can still be closed. Once it is
    committed, `Store.scrub` takes them out of SQLite's log too.
    """
    if people.get(conn, person_id) is None:
        return False
    addresses = personal.erase(conn, person_id)
    _forget_events(conn, addresses)
    _forget_messages(conn, addresses)
    audit.note(conn, now, "erased")
    return True


def farewell(conn: Connection, card: Card, address: Address, now: datetime, pressed: str = "") -> None:
    """The last card for somebody who has just been erased. Its row and its lane go as soon as it has arrived or has failed
    for good; should the process die between the two, the nightly retention takes what is left."""
    last = f"{outbox.LAST}{uuid4().hex}"
    outbox.put(conn, Reply(card, redraw=True), address, now, pressed, once=last)


def _forget_events(conn: Connection, addresses: Iterable[Address]) -> None:
    """Events that wait are dropped, also those of a channel. The digest of their ids stays as long as others' do: what a
    platform delivers again must not bring the person back."""
    for at in addresses:
        kept = select(inbox.c.number, inbox.c.payload).where(inbox.c.payload.is_not(None))
        theirs = [row.number for row in conn.execute(kept) if codec.beginning(at) in row.payload]
        empty = inbox.update().where(inbox.c.number.in_(theirs))
        conn.execute(empty.where(inbox.c.state != "taken").values(state="done", payload=None, error=""))
        conn.execute(empty.where(inbox.c.state == "taken").values(payload=None))
        conn.execute(inbox.update().where(inbox.c.conversation == at.lane).values(conversation="", error=""))


def _forget_messages(conn: Connection, addresses: Iterable[Address]) -> None:
    """What was, is and was to be shown at their addresses, in channels too; and their private conversations."""
    for at in addresses:
        beginning = codec.beginning(at)
        theirs = func.substr(outbox.outbox.c.address, 1, len(beginning)) == beginning
        conn.execute(delete(outbox.outbox).where(or_(outbox.outbox.c.lane == at.lane, theirs)))
        conn.execute(delete(outbox.lane).where(outbox.lane.c.id == at.lane))
