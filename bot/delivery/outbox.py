"""What is to be shown: a row written with its cause, claimed lane by lane, finished by whoever holds the token."""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
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
    Row,
    String,
    Table,
    and_,
    delete,
    false,
    func,
    insert,
    or_,
    select,
)

from bot.cards import Card
from bot.delivery import codec
from bot.people import Address
from bot.store import Moment, insert_once, metadata
from bot.store.columns import LONG_AGO, Personal
from bot.turns import Home, Reply, Send

LEASE = timedelta(seconds=60)
LANES = 10
ATTEMPTS, MUST_ATTEMPTS = 3, 20
"""how often a row is tried; what must arrive is tried for about two hours, as an outage of a platform may last"""
FINISHED = ("sent", "failed", "expired", "cancelled")
"""the states that a row ends in"""
SETTLE, LONGEST_PAUSE = timedelta(seconds=2), timedelta(minutes=10)
"""the first pause of a lane after an attempt that failed, doubled with each, and the longest"""

log = logging.getLogger(__name__)

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

lane = Table(
    "lane",
    metadata,
    Column("id", String, primary_key=True),
    Column("next_at", Moment, nullable=False),
    Column("lease_until_at", Moment, nullable=False),
    Column("token", String, nullable=False),
    Column("route", String, nullable=False),
    Column("closed", String, nullable=False),
    info=Personal(lane="id", hidden=("next_at", "lease_until_at", "token")).info,
)

HOME = "home"
"""The slot of a home page: what is drawn there takes the place of what was."""
_ANSWER = "answer:"
"""What a key begins with that names the question an answer is to."""
_PRESSED = "="
"""What a slot begins with that is the remote id of a message somebody pressed."""
LAST = "farewell:"
"""What the key of a row begins with that leaves nothing behind: once it is finished it goes, and its lane with it."""


@dataclass(frozen=True)
class Rules:
    """What a platform asks of whoever sends: the pause in a conversation after each message, and whether a message can be
    found again by its key, so that after an unknown outcome one looks before sending anew."""

    pace: timedelta = timedelta(0)
    looks_up: bool = False


@dataclass(frozen=True)
class Claimed:
    """A card to show now, by us alone until the lease ends. With `edits_remote_id` it redraws that message; `slot` is HOME
    for a home page. `is_uncertain` says that an earlier attempt may have arrived under the same `key`."""

    row: int
    key: str
    lane: str
    token: str
    address: Address
    card: Card
    edits_remote_id: str | None
    must: bool
    attempts: int
    slot: str = ""
    is_uncertain: bool = False


@dataclass(frozen=True)
class Sent:
    """It arrived; `remote_id` is the platform's name for the message, "" where it has none."""

    remote_id: str = ""


@dataclass(frozen=True)
class Refused:
    """It did not arrive: for ever (`is_final`), or perhaps only this time."""

    error: str
    is_final: bool = False


@dataclass(frozen=True)
class Gone:
    """Nobody can be reached there any more: blocked, left, removed. What waits is dropped, until they are heard again."""

    error: str


@dataclass(frozen=True)
class Later:
    """The platform asks to wait; that is no attempt."""

    until: datetime


@dataclass(frozen=True)
class Unknown:
    """It may have arrived or not."""


Outcome = Sent | Refused | Gone | Later | Unknown


def heard(conn: Connection, address: Address) -> None:
    """Somebody was heard from an address: its conversation is open, and the newest way there is the one to take."""
    found = conn.execute(select(lane.c.route, lane.c.closed).where(lane.c.id == address.lane)).first()
    if found is None and address.route:
        _add_lane(conn, address)
    elif found and (found.closed or (address.route and found.route != address.route)):
        opened = lane.update().where(lane.c.id == address.lane)
        conn.execute(opened.values(closed="", route=address.route or found.route))


def close(conn: Connection, address: Address, why: str) -> None:
    """Nothing goes to a conversation any more, and what waits is dropped, until somebody is heard from there."""
    _add_lane(conn, address)
    _close(conn, address.lane, why)


def unreachable(conn: Connection) -> dict[str, str]:
    """The lanes of closed conversations and why they are."""
    closed = select(lane.c.id, lane.c.closed).where(lane.c.closed != "").order_by(lane.c.id)
    return {row.id: row.closed for row in conn.execute(closed)}


def counts(conn: Connection) -> dict[str, int]:
    """How many rows are in each state."""
    counted = select(outbox.c.state, func.count()).group_by(outbox.c.state)
    return {state: count for state, count in conn.execute(counted)}


def oldest(conn: Connection, now: datetime, platforms: Collection[str]) -> datetime | None:
    """When the message for one of the platforms was due that has waited longest; None if none waits."""
    is_due = and_(outbox.c.state.in_(("due", "sending")), outbox.c.due_at <= now, _is_on(platforms, outbox.c.lane))
    return conn.execute(select(outbox.c.due_at).where(is_due).order_by(outbox.c.due_at).limit(1)).scalar()


def _is_on(platforms: Collection[str], lane_id: ColumnElement[str]) -> ColumnElement[bool]:
    return or_(false(), *(lane_id.startswith(f"{platform}:", autoescape=True) for platform in platforms))


def routed(conn: Connection, address: Address) -> Address:
    """The address with the newest way there."""
    route = conn.execute(select(lane.c.route).where(lane.c.id == address.lane)).scalar()
    return replace(address, route=route or address.route)


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
            slot = f"{_PRESSED}{pressed}" if effect.redraw and pressed else ""
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
    closed = _add_lane(conn, at)
    if closed:
        values |= {"state": "failed", "payload": None, "error": closed}
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


def _add_lane(conn: Connection, at: Address) -> str:
    """Makes sure that the conversation has its lane; why it is closed, "" if it is not."""
    # looked for first: under SERIALIZABLE even an insert that does nothing loses against whoever has touched the lane
    found = conn.execute(select(lane.c.closed).where(lane.c.id == at.lane)).scalar()
    if found is None:
        free = {"next_at": LONG_AGO, "lease_until_at": LONG_AGO, "token": "", "closed": ""}
        insert_once(conn, lane, id=at.lane, route=at.route, **free)
    return found or ""


def _close(conn: Connection, lane_id: str, why: str) -> None:
    conn.execute(lane.update().where(lane.c.id == lane_id).values(closed=why[:500]))
    waiting = outbox.update().where(outbox.c.lane == lane_id, outbox.c.state == "due")
    conn.execute(waiting.values(state="failed", payload=None, error=why[:500]))


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


def claim(conn: Connection, now: datetime, platforms: Mapping[str, Rules], limit: int = LANES) -> list[Claimed]:
    """Takes the first due row of each of up to `limit` free lanes of the platforms, for LEASE; [] when nothing is due.

    Rows a dead worker was sending are settled here once its lease has ended, as after an unknown outcome.
    """
    claimed: list[Claimed] = []
    while not claimed:
        lanes = _free_lanes(conn, now, tuple(platforms), limit)
        claimed = [
            found for lane_id in lanes if (found := _claim_in(conn, lane_id, platforms[lane_id.partition(":")[0]], now))
        ]
        if not lanes:
            break
    return claimed


def _free_lanes(conn: Connection, now: datetime, platforms: tuple[str, ...], limit: int) -> list[str]:
    is_open = or_(and_(outbox.c.state == "due", outbox.c.due_at <= now), outbox.c.state == "sending")
    has_work = select(outbox.c.id).where(outbox.c.lane == lane.c.id, is_open).exists()
    is_free = and_(lane.c.next_at <= now, lane.c.lease_until_at <= now, _is_on(platforms, lane.c.id))
    free = select(lane.c.id).where(is_free, has_work)
    return list(conn.execute(free.order_by(lane.c.next_at).limit(limit).with_for_update(skip_locked=True)).scalars())


def _claim_in(conn: Connection, lane_id: str, rules: Rules, now: datetime) -> Claimed | None:
    """The first row of a lane that is locked by this transaction."""
    for orphan in conn.execute(select(outbox).where(outbox.c.lane == lane_id, outbox.c.state == "sending")).all():
        _settle(conn, orphan, Unknown(), _edited(conn, orphan) is not None, rules, now)
    due = and_(outbox.c.lane == lane_id, outbox.c.state == "due", outbox.c.due_at <= now)
    conn.execute(outbox.update().where(due, outbox.c.drop_after_at <= now).values(state="expired", payload=None))
    first = select(outbox.c.id).where(due).order_by(outbox.c.due_at, outbox.c.id).limit(1)
    while (found := conn.execute(first).scalar()) is not None:
        token = uuid4().hex
        # what is claimed is the row as it is now: since it was read, it may have been cancelled, or drawn anew
        taking = outbox.update().where(outbox.c.id == found, outbox.c.state == "due").returning(outbox)
        values = {"state": "sending", "token": token, "attempts": outbox.c.attempts + 1}
        row = conn.execute(taking.values(values)).one_or_none()
        claimed = _decoded(conn, row) if row else None
        if claimed:
            conn.execute(lane.update().where(lane.c.id == lane_id).values(token=token, lease_until_at=now + LEASE))
            return claimed
    return None


def _decoded(conn: Connection, row: Row[Any]) -> Claimed | None:
    """What a row says; one that this program cannot read (an older one wrote it) is failed and None."""
    try:
        address, card = codec.address(row.address), codec.card(row.payload)
    except (ValueError, TypeError, LookupError) as error:
        log.error("outbox row %s cannot be read (%s) and is left out", row.id, type(error).__name__)
        conn.execute(
            outbox.update().where(outbox.c.id == row.id).values(state="failed", payload=None, error="unreadable")
        )
        return None
    return Claimed(
        row=row.id,
        # the number alone would come again in a database that was begun anew, and be found in the old one's messages
        key=row.key or f"row:{row.id}:{int(row.created_at.timestamp() * 1000)}",
        lane=row.lane,
        token=row.token,
        address=routed(conn, address),
        card=card,
        edits_remote_id=_edited(conn, row),
        must=row.must,
        attempts=row.attempts,
        slot=row.slot,
        is_uncertain=row.is_uncertain,
    )


def _edited(conn: Connection, row: Row[Any]) -> str | None:
    """The message of the row's slot that is on the screen: the last one that arrived under a name."""
    if not row.slot or row.slot == HOME:
        return None
    if row.slot.startswith(_PRESSED):
        return str(row.slot.removeprefix(_PRESSED))
    shown = select(outbox.c.remote_id).where(outbox.c.lane == row.lane, outbox.c.slot == row.slot, outbox.c.id < row.id)
    return conn.execute(shown.where(outbox.c.remote_id != "").order_by(outbox.c.id.desc()).limit(1)).scalar()


def finish(conn: Connection, claimed: Claimed, outcome: Outcome, now: datetime, rules: Rules | None = None) -> bool:
    """Writes down what became of it and frees the lane; False, and nothing written, if the lease was lost meanwhile."""
    held = select(lane.c.id).where(lane.c.id == claimed.lane, lane.c.token == claimed.token).with_for_update()
    row = conn.execute(
        select(outbox).where(outbox.c.id == claimed.row, outbox.c.token == claimed.token, outbox.c.state == "sending")
    ).one_or_none()
    if conn.execute(held).first() is None or row is None:
        return False
    next_at = _settle(conn, row, outcome, claimed.edits_remote_id is not None, rules or Rules(), now)
    free = {"next_at": next_at, "lease_until_at": LONG_AGO, "token": ""}
    conn.execute(lane.update().where(lane.c.id == claimed.lane).values(free))
    if (row.key or "").startswith(LAST):
        _leave_nothing(conn, row.id, claimed.lane)
    return True


def _leave_nothing(conn: Connection, row: int, lane_id: str) -> None:
    """Erases a farewell that is finished, and its lane if nobody has begun to talk there anew."""
    if conn.execute(delete(outbox).where(outbox.c.id == row, outbox.c.state.in_(FINISHED))).rowcount:
        others = select(outbox.c.id).where(outbox.c.lane == lane_id)
        conn.execute(delete(lane).where(lane.c.id == lane_id, ~others.exists()))


def freed(conn: Connection, platform: str) -> None:
    """Ends the leases on a platform whose only process has just started: the one that held them is dead."""
    held = lane.update().where(lane.c.id.startswith(f"{platform}:", autoescape=True))
    conn.execute(held.values(lease_until_at=LONG_AGO))


def _settle(conn: Connection, row: Row[Any], outcome: Outcome, is_edit: bool, rules: Rules, now: datetime) -> datetime:
    """Writes an outcome into a row; when its lane may go on."""
    values: dict[str, object] = {"state": "due", "token": ""}
    next_at = now
    match outcome:
        case Sent(remote_id):
            values |= {"state": "sent", "payload": None, "remote_id": remote_id}
            next_at = now + rules.pace
        case Later(until):
            values |= {"attempts": row.attempts - 1}
            next_at = until
        case Gone(error):
            values |= {"state": "failed", "payload": None, "error": error[:500]}
            _close(conn, row.lane, error)
        case Refused() | Unknown():
            error = outcome.error if isinstance(outcome, Refused) else "unknown outcome"
            values |= {"error": error[:500], "is_uncertain": row.is_uncertain or isinstance(outcome, Unknown)}
            may_repeat = not outcome.is_final if isinstance(outcome, Refused) else row.must or is_edit or rules.looks_up
            is_last = row.attempts >= (MUST_ATTEMPTS if row.must else ATTEMPTS)
            next_at = now + min(SETTLE * 2 ** (row.attempts - 1), LONGEST_PAUSE)
            if is_last or not may_repeat:
                log.warning("outbox row %s failed at attempt %s: %s", row.id, row.attempts, error)
                values |= {"state": "failed", "payload": None}
                next_at = now
    conn.execute(outbox.update().where(outbox.c.id == row.id).values(values))
    return next_at
