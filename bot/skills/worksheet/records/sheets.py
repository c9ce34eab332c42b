"""What worksheets say, line by line, by statements that can lose: every change is a row, and the latest is what is said now."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, select

from bot.audience import Audience, Whom
from bot.scope import organisation_key
from bot.skills.worksheet.records.tables import change, told
from bot.store import insert_once
from bot.store.people import number_of

DUE, AGAIN = "due", "again"
"""What is told of a step in the morning: that its day has come, and once more a week later."""


@dataclass(frozen=True)
class Line:
    """What a line says. The responsible person is `responsible`, a person's id, or `named` in words, or nobody."""

    meaning: str = ""
    named: str = ""
    responsible: str = ""
    next_step: str = ""
    due_on: date | None = None
    is_done: bool = False

    @property
    def has_step(self) -> bool:
        """Whether there is something to be done by a day."""
        return bool(self.due_on) and not self.is_done


@dataclass(frozen=True)
class Change:
    """A line as it became by one change, in the sheet `sheet`; `by` is a person's id, "" once they are erased."""

    number: int
    sheet: Audience
    code: str
    revision: int
    line: Line
    by: str
    at: datetime
    is_undo: bool = False


NOTHING = Line()


def key(sheet: Audience) -> Audience:
    """A worksheet by the audience whose it is, however the name of an organisation is written."""
    return replace(sheet, value=organisation_key(sheet.value)) if sheet.whom is Whom.ORGANISATION else sheet


def named(conn: Connection) -> list[Audience]:
    """Whose there are, by the names with which they were begun."""
    rows = conn.execute(select(change.c.for_whom, change.c.name).order_by(change.c.number.desc()))
    found = {row.for_whom: row.name for row in rows}
    return [replace(Audience.parsed(whose), value=name) for whose, name in found.items()]


def of(conn: Connection, sheet: Audience) -> dict[str, Change]:
    """What the lines of a worksheet say now; nothing of those that were never filled in."""
    return every(conn, [sheet]).get(key(sheet), {})


def every(conn: Connection, sheets: Collection[Audience] | None = None) -> dict[Audience, dict[str, Change]]:
    """What the lines of some worksheets say now, or of all, by `key`."""
    latest = select(change.c.for_whom, change.c.line, func.max(change.c.revision).label("revision"))
    newest = latest.group_by(change.c.for_whom, change.c.line).subquery()
    is_newest = and_(*(change.c[name] == newest.c[name] for name in ("for_whom", "line", "revision")))
    rows = select(change).join(newest, is_newest)
    if sheets is not None:
        rows = rows.where(change.c.for_whom.in_([str(key(one)) for one in sheets]))
    found: dict[Audience, dict[str, Change]] = {}
    for row in conn.execute(rows):
        one = _change(row)
        found.setdefault(one.sheet, {})[one.code] = one
    return found


def of_person(conn: Connection, person: str) -> list[Change]:
    """The lines for which somebody is responsible now, those with the first day first."""
    mine = select(change.c.for_whom).where(change.c.responsible == number_of(person)).distinct()
    sheets = [Audience.parsed(whose) for whose in conn.execute(mine).scalars()]
    lines = [one for lines in every(conn, sheets).values() for one in lines.values() if one.line.responsible == person]
    return sorted(lines, key=lambda one: (one.line.due_on or date.max, one.number))


def changes(conn: Connection, sheet: Audience) -> list[tuple[Change, Line | None]]:
    """Every change that is kept of a worksheet with what the line said before it, the newest first. What it said is None where
    that is not kept any more."""
    rows = conn.execute(select(change).where(change.c.for_whom == str(key(sheet))).order_by(change.c.number))
    lines: dict[tuple[str, int], Line] = {}
    found: list[tuple[Change, Line | None]] = []
    for one in map(_change, rows):
        before = lines.get((one.code, one.revision - 1), NOTHING if one.revision == 1 else None)
        lines[one.code, one.revision] = one.line
        found.insert(0, (one, before))
    return found


def save(
    conn: Connection,
    sheet: Audience,
    code: str,
    known: int,
    line: Line,
    by: str,
    now: datetime,
    *,
    is_undo: bool = False,
) -> bool:
    """Has a line say something else; False if it was changed since its revision was `known` (0: it never said anything)."""
    now_at = of(conn, sheet).get(code)
    if (now_at.revision if now_at else 0) != known:
        return False
    values: dict[str, Any] = {
        "for_whom": str(key(sheet)),
        "name": sheet.value,
        "line": code,
        "revision": known + 1,
        "meaning": line.meaning,
        "named": line.named,
        "responsible": number_of(line.responsible) if line.responsible else None,
        "next_step": line.next_step,
        "due_on": line.due_on,
        "is_done": line.is_done,
        "is_undo": is_undo,
        "changed_by": number_of(by),
        "changed_at": now,
    }
    if not insert_once(conn, change, **values):
        return False
    if _step(now_at.line if now_at else NOTHING) != _step(line):
        conn.execute(delete(told).where(told.c.for_whom == values["for_whom"], told.c.line == code))
    return True


def tell(conn: Connection, person: str, one: Change, what: str, day: date) -> None:
    """Keeps that somebody is told of a step in the morning digest of a day; once."""
    insert_once(conn, told, person=number_of(person), for_whom=str(one.sheet), line=one.code, what=what, told_on=day)


def told_of(conn: Connection, person: str) -> dict[tuple[Audience, str, str], date]:
    """Of which steps somebody was told, as (sheet, line, what), and in the digest of which day."""
    rows = conn.execute(select(told).where(told.c.person == number_of(person)))
    return {(Audience.parsed(row.for_whom), row.line, row.what): row.told_on for row in rows}


def _step(line: Line) -> tuple[object, ...]:
    return line.next_step, line.due_on, line.responsible, line.is_done


def _change(row: Row[Any]) -> Change:
    responsible = f"P{row.responsible}" if row.responsible is not None else ""
    line = Line(row.meaning, row.named, responsible, row.next_step, row.due_on, row.is_done)
    by = f"P{row.changed_by}" if row.changed_by is not None else ""
    sheet = Audience.parsed(row.for_whom)
    return Change(row.number, sheet, row.line, row.revision, line, by, row.changed_at, row.is_undo)
