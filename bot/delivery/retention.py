"""What is kept goes when its time is over: nightly, class by class. Nothing else erases by age."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, Connection, Table, delete, func, select

from bot.delivery import lanes, schedule
from bot.delivery.inbox import inbox
from bot.delivery.lanes import lane
from bot.delivery.outbox import FINISHED, outbox
from bot.store import Store, keeping, metadata
from bot.store.audit import audit
from bot.store.columns import Ages
from bot.store.entries import given
from bot.store.experts import absence
from bot.store.files import file
from bot.store.keeping import Periods
from bot.store.link_codes import link_code
from bot.store.people import address
from bot.store.questions import question
from bot.store.slack import heard, state
from bot.store.wishes import wish

ACTION = "core.retention"
"""The name under which the schedule calls it."""
NIGHTLY = schedule.Rule(time(3, 30))


@dataclass(frozen=True)
class Class:
    """One kind of rows that age. `kept` says how long by the periods in force, None for what has its end in the row or is
    of nobody; `is_old` which rows of the table go, given the moment before which they are too old."""

    name: str
    kept: Callable[[Periods], timedelta] | None
    what: str
    table: Table
    is_old: Callable[[datetime], ColumnElement[bool]]

    def age(self, periods: Periods) -> timedelta:
        """How old the rows may become."""
        return self.kept(periods) if self.kept else timedelta(0)


def _of_nobody(lane_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a conversation is private and belongs to nobody Sparri knows."""
    known = select(address.c.platform + ":" + address.c.workspace + ":@" + address.c.member)
    return lane_id.contains(":@", autoescape=True) & lane_id.not_in(known)


CLASSES = (
    Class(
        "questions",
        lambda periods: periods.questions,
        "questions with their answers",
        question,
        lambda before: question.c.asked_at < before,
    ),
    Class(
        "unasked",
        lambda _periods: keeping.HELD,
        "questions held back by a warning and not asked after all",
        question,
        lambda before: (question.c.state == "held") & (question.c.asked_at < before),
    ),
    Class(
        "events",
        lambda periods: periods.events,
        "what came in and was worked on, or failed",
        inbox,
        lambda before: inbox.c.state.in_(("done", "aside")) & (inbox.c.received_at < before),
    ),
    Class(
        "messages",
        lambda periods: periods.messages,
        "that a message was shown",
        outbox,
        lambda before: outbox.c.state.in_(FINISHED) & (outbox.c.due_at < before),
    ),
    Class(
        "unsent",
        lambda periods: periods.messages,
        "messages that have waited for a platform that is not served any more",
        outbox,
        lambda before: outbox.c.state.in_(("due", "sending")) & (outbox.c.due_at < before),
    ),
    Class(
        "strangers",
        lambda _periods: keeping.STRANGERS,
        "that a message was shown to somebody unknown or erased",
        outbox,
        lambda before: outbox.c.state.in_(FINISHED) & (outbox.c.due_at < before) & _of_nobody(outbox.c.lane),
    ),
    Class(
        "conversations",
        None,
        "the way to somebody unknown or erased",
        lane,
        lambda _now: _of_nobody(lane.c.id) & lane.c.id.not_in(select(outbox.c.lane)),
    ),
    Class(
        "heard",
        None,
        "how far the conversation with somebody unknown or erased was heard",
        heard,
        lambda _now: _of_nobody(heard.c.lane),
    ),
    Class(
        "installations",
        None,
        "installations in Slack that were begun and not finished",
        state,
        lambda now: state.c.expires_at <= now,
    ),
    Class("files", None, "files whose links have expired", file, lambda now: file.c.expires_at <= now),
    Class("audit", lambda periods: periods.audit, "who did what to whom", audit, lambda before: audit.c.at < before),
    Class("link codes", None, "codes past their time", link_code, lambda now: link_code.c.expires_at <= now),
    Class(
        "occasions",
        lambda _periods: keeping.ONCE,
        "what was to come once, and came",
        schedule.schedule,
        lambda before: (
            (schedule.schedule.c.days == "")
            & schedule.schedule.c.is_active.is_(False)
            & (schedule.schedule.c.next_at < before)
        ),
    ),
    Class(
        "wishes",
        lambda periods: periods.messages,
        "wishes that were fulfilled",
        wish,
        lambda before: wish.c.told_at < before,
    ),
    Class(
        "given answers",
        lambda periods: periods.questions,
        "who was answered from what experts had written",
        given,
        lambda before: given.c.given_at < before,
    ),
    Class(
        "absences",
        lambda _periods: keeping.ONCE,
        "when experts were away",
        absence,
        lambda before: absence.c.until < before.date(),
    ),
)
"""What belongs to delivery and the store. The terminal's files go by themselves: see bot.channels.console_files."""


def _questions(periods: Periods) -> timedelta:
    return periods.questions


def classes() -> tuple[Class, ...]:
    """All kinds of rows that age, in the order they are worked through; what skills hold ages as questions do."""
    declared = ((table, table.info[Ages]) for table in metadata.sorted_tables if Ages in table.info)
    return (*CLASSES, *(Class(ages.name, _questions, ages.what, table, ages.is_old) for table, ages in declared))


def run(store: Store, now: datetime, *, dry_run: bool = False) -> dict[str, int]:
    """Erases what is too old, each class in a transaction of its own; how many rows by class. A dry run only counts."""
    if dry_run:
        with store.reading() as conn:
            return {kind.name: _count(conn, kind, now - kind.age(store.periods)) for kind in classes()}
    counts = {}
    for kind in classes():
        with store.claiming() as conn:
            counts[kind.name] = _erased(conn, kind, now - kind.age(store.periods))
    store.scrub()
    return counts


def _erased(conn: Connection, kind: Class, before: datetime) -> int:
    old = kind.is_old(before)
    if kind.table is lane:
        old = old & lane.c.id.in_(lanes.alone(conn, old))
    return conn.execute(delete(kind.table).where(old)).rowcount


def plan(conn: Connection, now: datetime) -> None:
    """Has it done every night at 3.30, Finnish time."""
    schedule.put(conn, "retention", ACTION, NIGHTLY, now)


def _count(conn: Connection, kind: Class, before: datetime) -> int:
    old = select(func.count()).select_from(kind.table).where(kind.is_old(before))
    return conn.execute(old).scalar_one()
