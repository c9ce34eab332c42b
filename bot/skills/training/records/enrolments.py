"""Who is in which training module, where they are in it, and which checks they have passed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, literal, select

from bot.skills.training.records.tables import checked
from bot.store import Moment, insert_once
from bot.store.enrolments import enrolment
from bot.store.people import number_of


@dataclass(frozen=True)
class Enrolment:
    """A person in a module. `lesson` is the one they saw last; `passed` are those whose check they have answered right, also
    ones that the module has no more; `begun_at` is None for who was enrolled and has not begun, `done_at` until all were
    right; `exercise` is what they wrote, `due_on` the day by which a coordinator wants it done."""

    module: str
    lesson: str
    begun_at: datetime | None
    done_at: datetime | None
    exercise: str
    passed: frozenset[str]
    due_on: date | None = None
    is_off: bool = False


def of(conn: Connection, person: str) -> dict[str, Enrolment]:
    """A person's enrolments by module, the one touched last first."""
    mine = select(enrolment).where(enrolment.c.person == number_of(person)).order_by(enrolment.c.seen_at.desc())
    rights = (checked.c.person == number_of(person)) & checked.c.passed_at.is_not(None)
    passed: dict[str, set[str]] = {}
    for row in conn.execute(select(checked.c.module, checked.c.lesson).where(rights)):
        passed.setdefault(row.module, set()).add(row.lesson)
    return {row.module: _enrolment(row, passed.get(row.module, set())) for row in conn.execute(mine)}


def see(conn: Connection, person: str, module: str, lesson: str, at: datetime) -> None:
    """Keeps which lesson a person is at; whoever is not in the module yet is from now on."""
    key = {"person": number_of(person), "module": module}
    new = {"lesson": lesson, "begun_at": at, "seen_at": at, "exercise": "", "is_nudged": False, "is_off": False}
    if not insert_once(conn, enrolment, **key, **new):
        begun = func.coalesce(enrolment.c.begun_at, literal(at, Moment()))
        _change(conn, person, module, lesson=lesson, seen_at=at, begun_at=begun)


def check(conn: Connection, person: str, module: str, lesson: str, at: datetime, *, is_right: bool) -> None:
    """Counts an answer to a check; one that was right stays passed."""
    key = {"person": number_of(person), "module": module, "lesson": lesson}
    passed = {"passed_at": at} if is_right else {}
    if insert_once(conn, checked, **key, tries=1, checked_at=at, **passed):
        return
    this = [checked.c[name] == value for name, value in key.items()]
    conn.execute(
        checked.update().where(*this, checked.c.passed_at.is_(None)).values(tries=checked.c.tries + 1, **passed)
    )
    conn.execute(checked.update().where(*this).values(checked_at=at))


def finish(conn: Connection, person: str, module: str, at: datetime) -> None:
    """The module is done; once, whatever comes later."""
    this = (enrolment.c.person == number_of(person)) & (enrolment.c.module == module)
    conn.execute(enrolment.update().where(this, enrolment.c.done_at.is_(None)).values(done_at=at))


def write(conn: Connection, person: str, module: str, exercise: str, at: datetime) -> None:
    """Keeps what a person wrote as their exercise."""
    _change(conn, person, module, exercise=exercise, seen_at=at)


def _change(conn: Connection, person: str, module: str, **values: object) -> None:
    this = (enrolment.c.person == number_of(person)) & (enrolment.c.module == module)
    conn.execute(enrolment.update().where(this).values(values))


def _enrolment(row: Row[Any], passed: set[str]) -> Enrolment:
    return Enrolment(
        row.module, row.lesson, row.begun_at, row.done_at, row.exercise, frozenset(passed), row.due_on, row.is_off
    )
