"""What stands in a morning digest of training: who was enrolled, what is to be done by a day, and what a coordinator reminds of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, or_, select

from bot.skills.training.records.enrollings import parts
from bot.skills.training.records.tables import checked, enrolling
from bot.store.enrolments import enrolment
from bot.store.people import number_of
from bot.store.people import person as person_of


@dataclass(frozen=True)
class Open:
    """An enrolment that is not done, as a digest needs it. `by` is the name of who enrolled them, "" where nobody is known."""

    person: str
    module: str
    has_begun: bool
    is_enrolled: bool
    told_on: date | None
    due_on: date | None
    stage: int | None
    reminded_on: date | None
    is_nudged: bool
    is_off: bool
    not_before: date | None
    by: str
    passed: frozenset[str] = frozenset()


def open_to(conn: Connection, person: str) -> list[Open]:
    """What somebody has not done yet, that with the earliest day first, with the checks they have passed."""
    rights = (checked.c.person == number_of(person)) & checked.c.passed_at.is_not(None)
    passed: dict[str, set[str]] = {}
    for row in conn.execute(select(checked.c.module, checked.c.lesson).where(rights)):
        passed.setdefault(row.module, set()).add(row.lesson)
    mine = _open(enrolment.c.person == number_of(person))
    found = [_made(row, frozenset(passed.get(row.module, ()))) for row in conn.execute(mine)]
    return sorted(found, key=lambda one: (one.due_on or date.max, one.module))


def may_wait(conn: Connection, until: date) -> list[Open]:
    """All that may stand in somebody's digest by a day: one statement, whoever they are."""
    is_news = enrolment.c.enrolled_at.is_not(None) & enrolment.c.told_on.is_(None) & enrolment.c.begun_at.is_(None)
    return [_made(row) for row in conn.execute(_open(or_(is_news, enrolment.c.is_nudged, enrolment.c.due_on <= until)))]


def _open(which: ColumnElement[bool]) -> Any:
    joined = enrolment.outerjoin(enrolling, enrolment.c.enrolling == enrolling.c.number).outerjoin(
        person_of, enrolling.c.author == person_of.c.number
    )
    rows = select(enrolment, person_of.c.name.label("by")).select_from(joined)
    return rows.where(enrolment.c.done_at.is_(None), which).order_by(enrolment.c.person, enrolment.c.module)


def told(conn: Connection, person: str, module: str, day: date, stage: int | None) -> None:
    """The digest of a day says that somebody was enrolled, and with it all that its series would have said by now."""
    this = _this(person, module) & enrolment.c.told_on.is_(None)
    conn.execute(enrolment.update().where(this).values(told_on=day, stage=stage, is_nudged=False))


def reminded(conn: Connection, person: str, module: str, day: date, stage: int | None) -> None:
    """The digest of a day reminds of a module; the series has come as far as `stage`."""
    values = {"reminded_on": day, "stage": stage, "is_nudged": False}
    conn.execute(enrolment.update().where(_this(person, module)).values(values))


def nudge(conn: Connection, pairs: Iterable[tuple[str, str]], today: date) -> int:
    """Has people (id, module) reminded in their next digest; how many are now who were not anyway. Never those who are done, and
    nobody who was reminded of the module today."""
    by_module: dict[str, list[str]] = {}
    for person, module in pairs:
        by_module.setdefault(module, []).append(person)
    total = 0
    for module, people in by_module.items():
        for numbers in parts(people):
            due = and_(
                enrolment.c.module == module,
                enrolment.c.person.in_(numbers),
                enrolment.c.done_at.is_(None),
                enrolment.c.is_nudged.is_(False),
                or_(enrolment.c.reminded_on.is_(None), enrolment.c.reminded_on < today),
            )
            total += conn.execute(enrolment.update().where(due).values(is_nudged=True)).rowcount
    return total


def put_off(conn: Connection, person: str, module: str, until: date) -> bool:
    """No reminder of a module comes before a day, and one does then; whether somebody is in it."""
    values = {"not_before": until, "is_off": False, "is_nudged": True}
    return conn.execute(enrolment.update().where(_this(person, module)).values(values)).rowcount == 1


def remind_again(conn: Connection, person: str) -> None:
    """Of what somebody was reminded and has not done, they are once more, as soon as they may be."""
    this = (
        (enrolment.c.person == number_of(person)) & enrolment.c.done_at.is_(None) & enrolment.c.reminded_on.is_not(None)
    )
    conn.execute(enrolment.update().where(this).values(is_nudged=True))


def turn(conn: Connection, person: str, module: str, *, is_off: bool) -> bool:
    """Turns reminders of a module off or on; whether somebody is in it."""
    values = {"is_off": is_off, "not_before": None}
    return conn.execute(enrolment.update().where(_this(person, module)).values(values)).rowcount == 1


def _this(person: str, module: str) -> ColumnElement[bool]:
    return (enrolment.c.person == number_of(person)) & (enrolment.c.module == module)


def _made(row: Row[Any], passed: frozenset[str] = frozenset()) -> Open:
    return Open(
        person=f"P{row.person}",
        module=row.module,
        has_begun=row.begun_at is not None,
        is_enrolled=row.enrolled_at is not None,
        told_on=row.told_on,
        due_on=row.due_on,
        stage=row.stage,
        reminded_on=row.reminded_on,
        is_nudged=row.is_nudged,
        is_off=row.is_off,
        not_before=row.not_before,
        by=row.by or "",
        passed=passed,
    )
