"""What is to be shown: a row written with its cause, claimed lane by lane, finished by whoever holds the token."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    Index,
    Integer,
    Row,
    String,
    Table,
    and_,
    false,
    insert,
    or_,
    select,
)

from bot.cards import Card
from bot.delivery import codec
from bot.people import Address
from bot.store import Moment, insert_once, metadata
from bot.store.columns import LONG_AGO
from bot.turns import Reply, Send

LEASE = timedelta(seconds=60)
LANES = 10
ATTEMPTS, MUST_ATTEMPTS = 3, 20
"""how often a row is tried; what must arrive is tried for about two hours, as an outage of a platform may last"""
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
    Column("attempts", Integer, nullable=False),
    Column("token", String, nullable=False),
    Column("remote_id", String),
    Column("error", String, nullable=False),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("state IN ('due', 'sending', 'sent', 'failed', 'expired', 'cancelled')", name="state"),
    Index("ix_outbox_lane_state", "lane", "state", "due_at"),
    Index("ix_outbox_lane_slot", "lane", "slot"),
)

lane = Table(
    "lane",
    metadata,
    Column("id", String, primary_key=True),
    Column("next_at", Moment, nullable=False),
    Column("lease_until_at", Moment, nullable=False),
    Column("token", String, nullable=False),
)


@dataclass(frozen=True)
class Claimed:
    """A card to show now, by us alone until the lease ends. With `edits_remote_id` it redraws that message."""

    row: int
    key: str
    lane: str
    token: str
    address: Address
    card: Card
    edits_remote_id: str | None
    must: bool
    attempts: int


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
class Later:
    """The platform asks to wait; that is no attempt."""

    until: datetime


@dataclass(frozen=True)
class Unknown:
    """It may have arrived or not."""


Outcome = Sent | Refused | Later | Unknown


def put(conn: Connection, effect: Reply | Send, address: Address, now: datetime) -> None:
    """Writes down what is to be shown; `address` is where the event came from, for a Reply.

    A second `once` does nothing. A `slot` still waiting takes the new card; one that was shown, or is being shown, is
    edited by this row. Answers are sent again after an unknown outcome: rather twice than never.
    """
    if isinstance(effect, Reply):
        effect = Send(to=address, card=effect.card, slot=effect.slot, must=True)
    at, slot = effect.to, effect.slot and f"{effect.to.thread}/{effect.slot}"
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
    # looked for first: under SERIALIZABLE even an insert that does nothing loses against whoever has touched the lane
    if not conn.execute(select(lane.c.id).where(lane.c.id == at.lane)).first():
        insert_once(conn, lane, id=at.lane, next_at=LONG_AGO, lease_until_at=LONG_AGO, token="")
    values |= {"slot": slot, "lane": at.lane, "state": "due", "token": "", "created_at": now}
    if key:
        insert_once(conn, outbox, key=key, **values)
    else:
        conn.execute(insert(outbox).values(**values))


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


def claim(conn: Connection, now: datetime, platforms: Iterable[str]) -> list[Claimed]:
    """Takes the first due row of each of up to LANES free lanes of the platforms, for LEASE; [] when nothing is due.

    Rows a dead worker was sending are settled here once its lease has ended, as after an unknown outcome.
    """
    served = tuple(platforms)
    claimed: list[Claimed] = []
    while not claimed:
        lanes = _free_lanes(conn, now, served)
        claimed = [found for lane_id in lanes if (found := _claim_in(conn, lane_id, now))]
        if not lanes:
            break
    return claimed


def _free_lanes(conn: Connection, now: datetime, platforms: tuple[str, ...]) -> list[str]:
    is_open = or_(and_(outbox.c.state == "due", outbox.c.due_at <= now), outbox.c.state == "sending")
    has_work = select(outbox.c.id).where(outbox.c.lane == lane.c.id, is_open).exists()
    is_served = or_(false(), *(lane.c.id.startswith(f"{platform}:", autoescape=True) for platform in platforms))
    free = select(lane.c.id).where(lane.c.next_at <= now, lane.c.lease_until_at <= now, is_served, has_work)
    return list(conn.execute(free.order_by(lane.c.next_at).limit(LANES).with_for_update(skip_locked=True)).scalars())


def _claim_in(conn: Connection, lane_id: str, now: datetime) -> Claimed | None:
    """The first row of a lane that is locked by this transaction."""
    for orphan in conn.execute(select(outbox).where(outbox.c.lane == lane_id, outbox.c.state == "sending")).all():
        _settle(conn, orphan, Unknown(), _edited(conn, orphan) is not None, now)
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
        key=row.key or f"row:{row.id}",
        lane=row.lane,
        token=row.token,
        address=address,
        card=card,
        edits_remote_id=_edited(conn, row),
        must=row.must,
        attempts=row.attempts,
    )


def _edited(conn: Connection, row: Row[Any]) -> str | None:
    """The message of the row's slot that is on the screen: the last one that arrived under a name."""
    if not row.slot:
        return None
    shown = select(outbox.c.remote_id).where(outbox.c.lane == row.lane, outbox.c.slot == row.slot, outbox.c.id < row.id)
    return conn.execute(shown.where(outbox.c.remote_id != "").order_by(outbox.c.id.desc()).limit(1)).scalar()


def finish(conn: Connection, claimed: Claimed, outcome: Outcome, now: datetime) -> bool:
    """Writes down what became of it and frees the lane; False, and nothing written, if the lease was lost meanwhile."""
    held = select(lane.c.id).where(lane.c.id == claimed.lane, lane.c.token == claimed.token).with_for_update()
    row = conn.execute(
        select(outbox).where(outbox.c.id == claimed.row, outbox.c.token == claimed.token, outbox.c.state == "sending")
    ).one_or_none()
    if conn.execute(held).first() is None or row is None:
        return False
    next_at = _settle(conn, row, outcome, claimed.edits_remote_id is not None, now)
    free = {"next_at": next_at, "lease_until_at": LONG_AGO, "token": ""}
    conn.execute(lane.update().where(lane.c.id == claimed.lane).values(free))
    return True


def freed(conn: Connection, platform: str) -> None:
    """Ends the leases on a platform whose only process has just started: the one that held them is dead."""
    held = lane.update().where(lane.c.id.startswith(f"{platform}:", autoescape=True))
    conn.execute(held.values(lease_until_at=LONG_AGO))


def _settle(conn: Connection, row: Row[Any], outcome: Outcome, is_edit: bool, now: datetime) -> datetime:
    """Writes an outcome into a row; when its lane may go on."""
    values: dict[str, object] = {"state": "due", "token": ""}
    next_at = now
    match outcome:
        case Sent(remote_id):
            values |= {"state": "sent", "payload": None, "remote_id": remote_id}
        case Later(until):
            values |= {"attempts": row.attempts - 1}
            next_at = until
        case Refused() | Unknown():
            error = outcome.error if isinstance(outcome, Refused) else "unknown outcome"
            values["error"] = error[:500]
            may_repeat = not outcome.is_final if isinstance(outcome, Refused) else row.must or is_edit
            is_last = row.attempts >= (MUST_ATTEMPTS if row.must else ATTEMPTS)
            next_at = now + min(SETTLE * 2 ** (row.attempts - 1), LONGEST_PAUSE)
            if is_last or not may_repeat:
                log.warning("outbox row %s failed at attempt %s: %s", row.id, row.attempts, error)
                values |= {"state": "failed", "payload": None}
                next_at = now
    conn.execute(outbox.update().where(outbox.c.id == row.id).values(values))
    return next_at
