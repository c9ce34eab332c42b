"""Figures of training, added up by the database: by where people belong, by module, over time, and how hard the checks are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Integer, Row, and_, case, func, or_, select

from bot.skills.training.records.tables import checked
from bot.store.enrolments import enrolment
from bot.store.people import person


@dataclass(frozen=True)
class Cell:
    """The enrolments in one module of those with the same organisation, as they write it, and branch ("" for none)."""

    organisation: str
    branch: str
    module: str
    enrolled: int
    begun: int
    done: int
    late: int


@dataclass(frozen=True)
class Group:
    """A number of those with the same organisation and branch; `key` is what was counted."""

    organisation: str
    branch: str
    key: str
    number: int
    wrong: int = 0


@dataclass(frozen=True)
class Left:
    """An enrolment that is not done. `is_off` and `not_before` are what the person wants of reminders of the module."""

    person: str
    module: str
    due_on: date | None
    has_begun: bool
    is_off: bool
    not_before: date | None


@dataclass(frozen=True)
class State:
    """An enrolment, for a table."""

    person: str
    module: str
    enrolled_at: datetime | None
    begun_at: datetime | None
    done_at: datetime | None
    due_on: date | None


_JOINED = enrolment.join(person, enrolment.c.person == person.c.number)


def cells(conn: Connection, today: date) -> list[Cell]:
    """Every module by organisation and branch; late is what was to be done before today and is not."""
    is_late = and_(enrolment.c.done_at.is_(None), enrolment.c.due_on < today)
    rows = (
        select(
            person.c.organisation,
            person.c.branch,
            enrolment.c.module,
            func.count().label("enrolled"),
            func.count(enrolment.c.begun_at).label("begun"),
            func.count(enrolment.c.done_at).label("done"),
            func.sum(case((is_late, 1), else_=0)).label("late"),
        )
        .select_from(_JOINED)
        .group_by(person.c.organisation, person.c.branch, enrolment.c.module)
    )
    return [
        Cell(row.organisation, row.branch or "", row.module, row.enrolled, row.begun, row.done, row.late)
        for row in conn.execute(rows)
    ]


def people(conn: Connection) -> list[Group]:
    """How many people are in any module, by organisation and branch."""
    number = func.count(enrolment.c.person.distinct()).label("number")
    rows = select(person.c.organisation, person.c.branch, number).select_from(_JOINED)
    grouped = rows.group_by(person.c.organisation, person.c.branch)
    return [Group(row.organisation, row.branch or "", "", row.number) for row in conn.execute(grouped)]


def done_since(conn: Connection, starts: Sequence[datetime]) -> list[Group]:
    """How many modules were done in each span that begins at one of `starts`, the last one open; `key` is its number."""
    spans = [(enrolment.c.done_at < end, number) for number, end in enumerate(starts[1:])]
    span = case(*spans, else_=len(starts) - 1).cast(Integer).label("span") if spans else None
    columns = [person.c.organisation, person.c.branch, func.count().label("number")]
    rows = select(*columns, *([span] if span is not None else [])).select_from(_JOINED)
    rows = rows.where(enrolment.c.done_at >= starts[0])
    grouped = rows.group_by(person.c.organisation, person.c.branch, *(["span"] if span is not None else []))
    return [
        Group(row.organisation, row.branch or "", str(row.span if span is not None else 0), row.number)
        for row in conn.execute(grouped)
    ]


def checks(conn: Connection) -> list[Group]:
    """How many answered each check ("module/lesson"), and of them, wrong at the first try."""
    was_wrong = or_(checked.c.tries > 1, checked.c.passed_at.is_(None))
    rows = (
        select(
            person.c.organisation,
            person.c.branch,
            checked.c.module,
            checked.c.lesson,
            func.count().label("number"),
            func.sum(case((was_wrong, 1), else_=0)).label("wrong"),
        )
        .select_from(checked.join(person, checked.c.person == person.c.number))
        .group_by(person.c.organisation, person.c.branch, checked.c.module, checked.c.lesson)
    )
    return [
        Group(row.organisation, row.branch or "", f"{row.module}/{row.lesson}", row.number, row.wrong)
        for row in conn.execute(rows)
    ]


def behind(conn: Connection, due_before: date, idle_since: datetime, modules: Collection[str]) -> list[Left]:
    """Who has not done a module that was to be done before a day, or has no such day and was not gone on with since a moment."""
    is_idle = enrolment.c.due_on.is_(None) & (enrolment.c.seen_at < idle_since)
    which = (
        enrolment.c.done_at.is_(None),
        or_(enrolment.c.due_on < due_before, is_idle),
        enrolment.c.module.in_(modules),
    )
    rows = select(enrolment).where(*which).order_by(enrolment.c.due_on, enrolment.c.module, enrolment.c.person)
    return [
        Left(f"P{row.person}", row.module, row.due_on, row.begun_at is not None, row.is_off, row.not_before)
        for row in conn.execute(rows)
    ]


def states(conn: Connection) -> list[State]:
    """Every enrolment."""
    rows = select(enrolment).order_by(enrolment.c.module, enrolment.c.person)
    return [_state(row) for row in conn.execute(rows)]


def _state(row: Row[Any]) -> State:
    return State(f"P{row.person}", row.module, row.enrolled_at, row.begun_at, row.done_at, row.due_on)
