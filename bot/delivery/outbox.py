"""What is to be shown: a row written with its cause; `bot.delivery.claims` hands it to whoever sends."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    String,
    Table,
    and_,
    func,
    insert,
    select,
)

from bot.cards import Card
from bot.delivery import codec, lanes
from bot.delivery.lanes import lane
from bot.people import Address
from bot.store import Moment, insert_once, metadata, people
from bot.store.columns import Personal
from bot.turns import Home, Reply, Send

FINISHED = ("sent", "failed", "expired", "cancelled")
"""the states that a row ends in"""

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, unique=True),
    Column("slot", String, nullable=False),
    Column("lane", String, nullable=False),
    Column("address", String, nullable=False),
    Column("payload", String),
    Column("state", String, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("drop_after_at", Moment),
    Column("must", Boolean, nullable=False),
    Column("is_uncertain", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("token", String, nullable=False),
    Column("remote_id", String),
    Column("error", String, nullable=False),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("state IN ('due', 'sending', 'sent', 'failed', 'expired', 'cancelled')", name="state"),
    Index("ix_outbox_lane_state", "lane", "state", "due_at"),
    Index("ix_outbox_lane_slot", "lane", "slot"),
    info=Personal(
        lane="lane",
        hidden=tuple("id key slot address drop_after_at must is_uncertain attempts token remote_id error".split()),
    ).info,
)

HOME = "home"
"""The slot of a home page: what is drawn there takes the place of what was."""
_ANSWER = "answer:"
"""What a key begins with that names the question an answer is to."""
WELCOME = "welcome:"
"""What the key of somebody's first message begins with: where it cannot be shown, they have not been welcomed."""
PRESSED = "="
"""What a slot begins with that is the remote id of a message somebody pressed."""
LAST = "farewell:"
"""What the key of a row begins with that leaves nothing behind: once it is finished it goes, and its lane with it."""


def close(conn: Connection, address: Address, why: str) -> None:
    """Nothing goes to a conversation any more, and what waits is dropped, until somebody is heard from there."""
    lanes.add(conn, address)
    drop(conn, address.lane, why)


def left(conn: Connection, platform: str, workspace: str, why: str) -> None:
    """Closes every conversation of a workspace, and drops what waits there."""
    start = f"{platform}:{workspace}:"
    here = lane.c.id.startswith(start, autoescape=True), lane.c.closed == ""
    conn.execute(lane.update().where(*here).values(closed=why[:500]))
    _dropped(conn, outbox.c.lane.startswith(start, autoescape=True), why)


def counts(conn: Connection) -> dict[str, int]:
    """How many rows are in each state."""
    counted = select(outbox.c.state, func.count()).group_by(outbox.c.state)
    return {state: count for state, count in conn.execute(counted)}


def uncertain(conn: Connection) -> int:
    """How many messages were set aside of which nobody knows whether they arrived."""
    aside = select(func.count()).where(outbox.c.state == "failed", outbox.c.is_uncertain)
    return conn.execute(aside).scalar_one()


def oldest(conn: Connection, now: datetime, platforms: Collection[str]) -> datetime | None:
    """When the message for one of the platforms was due that has waited longest; None if none waits."""
    is_due = and_(outbox.c.state.in_(("due", "sending")), outbox.c.due_at <= now, lanes.is_on(platforms, outbox.c.lane))
    return conn.execute(select(outbox.c.due_at).where(is_due).order_by(outbox.c.due_at).limit(1)).scalar()


def put(
    conn: Connection, effect: Reply | Send | Home, address: Address, now: datetime, pressed: str = "", once: str = ""
) -> None:
    """Writes down what is to be shown; `address` is where a Reply or a home page goes, `pressed` the remote id of the
    message that one with `redraw` takes the place of, `once` the intent of a Reply that has one.

    A second `once` does nothing. A `slot` still waiting takes the new card; one that was shown, or is being shown, is
    edited by this row. Answers are sent again after an unknown outcome: rather twice than never.
    """
    match effect:
        case Reply():
            slot = f"{PRESSED}{pressed}" if effect.redraw and pressed else ""
            effect = Send(to=address, card=effect.card, once=once or _named(effect.card), must=True)
        case Home():
            slot, effect = HOME, Send(to=address, card=effect.card)
        case Send():
            slot = effect.slot and f"{effect.to.thread}/{effect.slot}"
    at = effect.to
    key = effect.once or None
    if key and conn.execute(select(outbox.c.id).where(outbox.c.key == key)).first():
        return
    values = {
        "address": codec.dumped(at),
        "payload": codec.dumped(effect.card),
        "due_at": (effect.at or now) + effect.hold,
        "drop_after_at": effect.drop_after,
        "must": effect.must,
        "attempts": 0,
        "error": "",
    }
    if slot and _replaced(conn, at.lane, slot, None if key else values, now):
        return
    values |= {"slot": slot, "lane": at.lane, "state": "due", "token": "", "created_at": now, "is_uncertain": False}
    closed = lanes.add(conn, at)
    if closed:
        values |= {"state": "failed", "payload": None, "error": closed}
        unwelcomed(conn, key)
        key = None if key and key.startswith(WELCOME) else key
    if key:
        insert_once(conn, outbox, key=key, **values)
    else:
        conn.execute(insert(outbox).values(**values))


def _named(card: Card) -> str:
    """A key by which the question of an answer is found from its message; "" for other cards. No two are the same."""
    return f"{_ANSWER}{card.answered.question}:{uuid4().hex}" if card.answered else ""


def answered(conn: Connection, address: Address, remote_id: str) -> str:
    """The id of the question whose answer was sent as a message, "" if none was."""
    sent = select(outbox.c.key).where(outbox.c.lane == address.lane, outbox.c.remote_id == remote_id)
    key = conn.execute(sent.where(outbox.c.key.startswith(_ANSWER, autoescape=True)).limit(1)).scalar()
    return key.split(":")[1] if key else ""


def has_arrived(conn: Connection, key: str) -> bool:
    """Whether the message of a key was shown."""
    return conn.execute(select(outbox.c.id).where(outbox.c.key == key, outbox.c.state == "sent")).first() is not None


def drop(conn: Connection, lane_id: str, why: str) -> None:
    """Closes the conversation of a lane that is there, and drops what waits in it."""
    conn.execute(lane.update().where(lane.c.id == lane_id).values(closed=why[:500]))
    _dropped(conn, outbox.c.lane == lane_id, why)


def _dropped(conn: Connection, there: ColumnElement[bool], why: str) -> None:
    """Fails what waits in some lanes; whose first message is among it has not been welcomed."""
    waiting = there & (outbox.c.state == "due")
    first = select(outbox.c.key).where(waiting, outbox.c.key.startswith(WELCOME, autoescape=True))
    for key in conn.execute(first).scalars().all():
        unwelcomed(conn, key)
    conn.execute(outbox.update().where(waiting).values(state="failed", payload=None, error=why[:500]))


def unwelcomed(conn: Connection, key: str | None) -> None:
    """Keeps that the message of a key was not shown, if it is somebody's first: it comes when they are heard in private."""
    if key and key.startswith(WELCOME):
        people.update(conn, key.removeprefix(WELCOME), welcomed=False)
        conn.execute(outbox.update().where(outbox.c.key == key).values(key=None))


def _replaced(conn: Connection, lane_id: str, slot: str, values: dict[str, Any] | None, now: datetime) -> bool:
    """Puts new values into the slot's waiting row, if there is one; with None that row is cancelled and False given.

    A row that may go out keeps its place in the order; one that is to wait, waits as the new one does.
    """
    waiting = outbox.update().where(outbox.c.lane == lane_id, outbox.c.slot == slot, outbox.c.state == "due")
    if values is None:
        conn.execute(waiting.values(state="cancelled", payload=None))
        return False
    kept = {name: value for name, value in values.items() if name != "due_at"}
    if values["due_at"] > now:
        return conn.execute(waiting.values(values)).rowcount > 0
    early = conn.execute(waiting.where(outbox.c.due_at <= values["due_at"]).values(kept)).rowcount
    return early + conn.execute(waiting.where(outbox.c.due_at > values["due_at"]).values(values)).rowcount > 0


def cancel(conn: Connection, key: str) -> bool:
    """Takes back what waits under a key (`once`); False if it is being sent, was sent, or never was."""
    change = outbox.update().where(outbox.c.key == key, outbox.c.state == "due")
    return conn.execute(change.values(state="cancelled", payload=None)).rowcount == 1
