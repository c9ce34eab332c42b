"""What is due, claimed lane by lane by whoever sends, and finished by whoever holds the token."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, and_, delete, or_, select

from bot.delivery import codec, lanes
from bot.delivery.lanes import lane
from bot.delivery.outbox import FINISHED, HOME, LAST, PRESSED, drop, outbox, unwelcomed
from bot.delivery.outcomes import Claimed, Gone, Later, Outcome, Refused, Rules, Sent, Unknown
from bot.store.columns import LONG_AGO

LEASE = timedelta(seconds=60)
LANES = 10
ATTEMPTS, MUST_ATTEMPTS = 3, 20
"""how often a row is tried; what must arrive is tried for about two hours, as an outage of a platform may last"""
SETTLE, LONGEST_PAUSE = timedelta(seconds=2), timedelta(minutes=10)
"""the first pause of a lane after an attempt that failed, doubled with each, and the longest"""

log = logging.getLogger(__name__)


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
    is_free = and_(lane.c.next_at <= now, lane.c.lease_until_at <= now, lanes.is_on(platforms, lane.c.id))
    free = select(lane.c.id).where(is_free, has_work)
    return list(
        conn.execute(
            free.order_by(lane.c.next_at).limit(limit).with_for_update(key_share=True, skip_locked=True)
        ).scalars()
    )


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
        address=lanes.routed(conn, address),
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
    if row.slot.startswith(PRESSED):
        return str(row.slot.removeprefix(PRESSED))
    shown = select(outbox.c.remote_id).where(outbox.c.lane == row.lane, outbox.c.slot == row.slot, outbox.c.id < row.id)
    return conn.execute(shown.where(outbox.c.remote_id != "").order_by(outbox.c.id.desc()).limit(1)).scalar()


def finish(conn: Connection, claimed: Claimed, outcome: Outcome, now: datetime, rules: Rules | None = None) -> bool:
    """Writes down what became of it and frees the lane; False, and nothing written, if the lease was lost meanwhile."""
    held = (
        select(lane.c.id)
        .where(lane.c.id == claimed.lane, lane.c.token == claimed.token)
        .with_for_update(key_share=True)
    )
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
    """Erases a farewell that is finished, and its lane if nobody has begun to talk there anew; else that is left to the
    nightly retention."""
    is_gone = conn.execute(delete(outbox).where(outbox.c.id == row, outbox.c.state.in_(FINISHED))).rowcount
    if is_gone and lanes.alone(conn, lane.c.id == lane_id):
        others = select(outbox.c.id).where(outbox.c.lane == lane_id)
        conn.execute(delete(lane).where(lane.c.id == lane_id, ~others.exists()))


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
            unwelcomed(conn, row.key)
            drop(conn, row.lane, error)
        case Refused() | Unknown():
            is_unknown = isinstance(outcome, Unknown)
            may_repeat = _may_repeat(row, is_edit, rules) if isinstance(outcome, Unknown) else not outcome.is_final
            is_last = row.attempts >= (MUST_ATTEMPTS if row.must else ATTEMPTS) or not may_repeat
            error = _told(row, outcome, is_last=is_last)
            values |= {"error": error[:500], "is_uncertain": row.is_uncertain or is_unknown}
            next_at = now + min(SETTLE * 2 ** (row.attempts - 1), LONGEST_PAUSE)
            if is_last:
                values |= {"state": "failed", "payload": None}
                next_at = now
            log.warning("outbox row %s, attempt %s: %s", row.id, row.attempts, error)
    conn.execute(outbox.update().where(outbox.c.id == row.id).values(values))
    return next_at


def _may_repeat(row: Row[Any], is_edit: bool, rules: Rules) -> bool:
    """Whether what may have arrived is sent again: where it is looked for first, or once if it must arrive. Never twice,
    since each time may be one more copy before somebody; so a channel repeats only what would get through, and what it
    refuses until then is no repetition."""
    return rules.looks_up or ((row.must or is_edit) and not row.is_uncertain)


def _told(row: Row[Any], outcome: Refused | Unknown, *, is_last: bool) -> str:
    """What became of a row, in words for whoever looks after Sparri."""
    if isinstance(outcome, Refused):
        before = ", after an attempt that may have arrived" if row.is_uncertain else ""
        return f"{outcome.error}{before}{'; set aside' if is_last else ''}"
    seen = f" ({outcome.error})" if outcome.error else ""
    if not is_last:
        return f"it may have arrived{seen}; it is looked for, or sent once more as a possible repeat"
    times = "twice it may have arrived" if row.is_uncertain else "it may have arrived"
    return f"{times}{seen}; set aside and not sent again"
