"""What came in: stored once by its key before it is acknowledged, worked on in order within a conversation."""

import hashlib
import logging
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import CheckConstraint, Column, ColumnElement, Connection, Index, Integer, String, Table, func, select

from bot.delivery import codec, lanes
from bot.delivery.masking import mask
from bot.store import Moment, insert_once, metadata
from bot.store.columns import LONG_AGO, Personal
from bot.turns import Due, Event, Said, Submitted

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
ATTEMPTS = 3
PAUSE, PATIENCE = timedelta(seconds=30), timedelta(hours=2)
"""how long an event is put off at a time that cannot be worked on yet, and how long in all: as long as an outage may last"""

inbox = Table(
    "inbox",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("conversation", String, nullable=False),
    Column("payload", String),
    Column("state", String, nullable=False),
    Column("lease_until_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("token", String, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("error", String, nullable=False),
    CheckConstraint("state IN ('due', 'taken', 'done', 'aside')", name="state"),
    Index("ix_inbox_state_conversation", "state", "conversation"),
    info=Personal(lane="conversation", hidden=("number", "key", "lease_until_at", "attempts", "token", "error")).info,
)


@dataclass(frozen=True)
class Taken:
    """An event that is ours until the lease ends. `attempts` counts this one; past ATTEMPTS it is only to be set aside."""

    number: int
    key: str
    event: Event | Due
    attempts: int
    token: str


_SPACES = re.compile(r"[^\S\n]+")


def clean(text: str) -> str:
    """The text as it is kept: what cannot be seen is gone, white space is one space, digits are those of ASCII.

    So that what is masked is what is stored: an invisible character inside a telephone number would hide it.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    return _SPACES.sub(" ", "".join(map(_plain, text)))


def _plain(char: str) -> str:
    if "\uff01" <= char <= "\uff5e":
        return chr(ord(char) - 0xFEE0)
    match unicodedata.category(char):
        case "Nd":
            return str(unicodedata.digit(char))
        case "Cc":
            return char if char in "\n\t" else " "
        case "Cf" | "Cs" | "Co" | "Cn":
            return ""
    return "" if char in _SELECTORS else char


_SELECTORS = {chr(code) for code in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), 0x34F)}


def masked(event: Event | Due) -> Event | Due:
    """The event with the personal data of its words taken out, and the kinds of it noted."""
    match event:
        case Said():
            text, kinds = mask(clean(event.text))
            return replace(event, text=text, masked=tuple(sorted({*event.masked, *kinds})))
        case Submitted():
            found = {name: mask(clean(value)) for name, value in event.values.items()}
            kinds = tuple(sorted({*event.masked, *(kind for _, kinds in found.values() for kind in kinds)}))
            return replace(event, values={name: text for name, (text, _) in found.items()}, masked=kinds)
        case _:
            return event


def digest(event_id: str) -> str:
    """What is kept of an event's id: a platform may have put into it who it was."""
    return hashlib.sha256(event_id.encode("utf-8", "surrogatepass")).hexdigest()


def put(conn: Connection, event: Event | Due, now: datetime) -> bool:
    """Stores an event, masked, under its event_id; False if it is there already: platforms deliver twice, and what two
    events tell of one message has one id. The conversation it comes from is open from now on."""
    if isinstance(event, Due):
        conversation = f"schedule:{event.action}"
    else:
        conversation = event.address.lane
        lanes.heard(conn, event.address)
    return insert_once(
        conn,
        inbox,
        key=digest(event.event_id),
        conversation=conversation,
        payload=codec.dumped(masked(event)),
        state="due",
        lease_until_at=LONG_AGO,
        attempts=0,
        token="",
        received_at=now,
        error="",
    )


def claim(conn: Connection, now: datetime) -> Taken | None:
    """Takes the oldest event whose conversation has no earlier open one, for LEASE; None if there is nothing to do.

    What a dead worker had taken is taken over when its lease has ended.
    """
    earlier = inbox.alias("earlier")
    is_open = earlier.c.state.in_(("due", "taken"))
    blocked = select(earlier.c.number).where(
        is_open, earlier.c.conversation == inbox.c.conversation, earlier.c.number < inbox.c.number
    )
    first = (
        select(inbox)
        .where(inbox.c.state.in_(("due", "taken")), inbox.c.lease_until_at <= now, ~blocked.exists())
        .order_by(inbox.c.number)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    while (row := conn.execute(first).one_or_none()) is not None:
        this = inbox.update().where(inbox.c.number == row.number)
        try:
            event = codec.event(row.payload)
        except (ValueError, TypeError, LookupError) as error:
            log.error("inbox row %s cannot be read (%s) and is set aside", row.number, type(error).__name__)
            conn.execute(this.values(state="aside", error="unreadable"))
            continue
        token = uuid4().hex
        taken = {"state": "taken", "lease_until_at": now + LEASE, "attempts": row.attempts + 1, "token": token}
        conn.execute(this.values(taken))
        return Taken(row.number, event.event_id, event, row.attempts + 1, token)
    return None


def is_held(conn: Connection, taken: Taken) -> bool:
    """Whether the event is still ours: nobody has taken it over, and whom it came from has not been erased meanwhile."""
    held = select(inbox.c.number).where(inbox.c.number == taken.number, *_ours(taken))
    return conn.execute(held).first() is not None


def done(conn: Connection, taken: Taken) -> bool:
    """Closes the event and forgets its words; False if the lease was lost to another worker: then roll back."""
    return _close(conn, taken, state="done", payload=None)


def failed(conn: Connection, taken: Taken, error: str, now: datetime) -> bool:
    """Gives the event back for another attempt, or sets it aside after ATTEMPTS; whether it was set aside."""
    is_last = taken.attempts >= ATTEMPTS
    is_ours = _close(conn, taken, state="aside" if is_last else "due", lease_until_at=now, error=error[:500])
    return is_last and is_ours


def released(conn: Connection, taken: Taken, now: datetime) -> None:
    """Gives the event back as if it had not been taken, for a worker that was asked to stop."""
    _close(conn, taken, state="due", lease_until_at=now, attempts=taken.attempts - 1)


def postponed(conn: Connection, taken: Taken, now: datetime) -> bool:
    """Gives the event back for a PAUSE, which is no attempt; what else was said in its conversation waits with it. False
    once it has waited for PATIENCE, or if the lease was lost."""
    waits = inbox.update().where(inbox.c.number == taken.number, *_ours(taken), inbox.c.received_at > now - PATIENCE)
    again = {"state": "due", "lease_until_at": now + PAUSE, "attempts": taken.attempts - 1}
    return conn.execute(waits.values(again)).rowcount == 1


def counts(conn: Connection) -> dict[str, int]:
    """How many events are in each state."""
    counted = select(inbox.c.state, func.count()).group_by(inbox.c.state)
    return {state: count for state, count in conn.execute(counted)}


def oldest(conn: Connection, now: datetime) -> datetime | None:
    """When the event was received that has waited longest for a worker; None if none waits. What was put off, and what was
    said after it, waits for something else."""
    put_off = select(inbox.c.conversation).where(inbox.c.state == "due", inbox.c.lease_until_at > now)
    open_ = inbox.c.state.in_(("due", "taken")), inbox.c.conversation.not_in(put_off)
    first = select(inbox.c.received_at).where(*open_).order_by(inbox.c.number).limit(1)
    return conn.execute(first).scalar()


def freed(conn: Connection, platform: str) -> None:
    """Ends the leases on a platform whose only process has just started: the one that held them is dead."""
    held = inbox.update().where(
        inbox.c.state == "taken", inbox.c.conversation.startswith(f"{platform}:", autoescape=True)
    )
    conn.execute(held.values(lease_until_at=LONG_AGO))


def _close(conn: Connection, taken: Taken, **values: object) -> bool:
    change = inbox.update().where(inbox.c.number == taken.number, *_ours(taken))
    return conn.execute(change.values(**values)).rowcount == 1


def _ours(taken: Taken) -> tuple[ColumnElement[bool], ...]:
    # Whoever takes the event over has a token of their own: the fence against the one before.
    return inbox.c.state == "taken", inbox.c.token == taken.token
