"""Risk sheets: what is bought and why, the risks of it, by statements that can lose."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, or_, select

from bot.skills.risks.records.tables import risk, risk_sheet
from bot.store import insert_once
from bot.store.people import number_of
from bot.store.sessions import number as session_number
from bot.store.sessions import session_person

MOST = 40
"""Risks in one sheet: more than that nobody follows up."""


class Where(StrEnum):
    """The four places where risk sits (VN TEAS 2022:36)."""

    OBJECT = "object"
    PARTIES = "parties"
    PROCESS = "process"
    MARKET = "market"


class Bearer(StrEnum):
    """Who bears a risk, by what is agreed."""

    BUYER = "buyer"
    SUPPLIER = "supplier"
    SHARED = "shared"


@dataclass(frozen=True)
class Purchase:
    """What is to be bought, what for, and what must succeed for that; `session` is the id of a sparring session, or ""."""

    title: str
    objective: str = ""
    success: str = ""
    session: str = ""


@dataclass(frozen=True)
class Sheet:
    """A risk sheet. `id` is "K" and a number, `maker` a person's id, "" once they are erased; `count` are the risks in it."""

    id: str
    purchase: Purchase
    maker: str
    revision: int
    changed_at: datetime
    count: int = 0

    @property
    def is_full(self) -> bool:
        """Whether no more risks go in."""
        return self.count >= MOST


@dataclass(frozen=True)
class Assessed:
    """What is said of a risk. Both grades are 1–5, None while nobody has assessed it; `bearer` is None while that is open;
    `prompt` names the typical risk whose words these still are."""

    words: str
    where: Where
    likelihood: int | None = None
    consequence: int | None = None
    measure: str = ""
    responsible: str = ""
    bearer: Bearer | None = None
    prompt: str = ""

    @property
    def score(self) -> int:
        """Likelihood × consequence, 1–25; 0 while one of them is open."""
        return (self.likelihood or 0) * (self.consequence or 0)


@dataclass(frozen=True)
class Risk:
    """A risk in a sheet: its number there, and how often it was changed."""

    nth: int
    said: Assessed
    revision: int = 0


def number(sheet_id: str) -> int:
    """12 for "K12"; -1, which none has, for anything else."""
    return number_of("P" + sheet_id[1:]) if sheet_id[:1] == "K" else -1


def add(conn: Connection, purchase: Purchase, maker: str, now: datetime) -> Sheet:
    """A new one, without risks."""
    values = _purchase(purchase) | {"maker": number_of(maker), "numbered": 0, "revision": 0, "changed_at": now}
    made = conn.execute(insert(risk_sheet).values(values).returning(risk_sheet.c.number)).scalar_one()
    return Sheet(f"K{made}", purchase, maker, 0, now)


def get(conn: Connection, sheet_id: str) -> Sheet | None:
    """The sheet with an id like "K1"."""
    row = conn.execute(_counted().where(risk_sheet.c.number == number(sheet_id))).one_or_none()
    return _sheet(row) if row else None


def seen_by(conn: Connection, person: str) -> list[Sheet]:
    """Those somebody has made, and those of the sessions they are in; what was changed last first."""
    theirs = session_person.c.person == number_of(person), session_person.c.state == "in"
    shared = risk_sheet.c.session.in_(select(session_person.c.session).where(*theirs))
    found = _counted().where(or_(risk_sheet.c.maker == number_of(person), shared))
    return [_sheet(row) for row in conn.execute(found.order_by(risk_sheet.c.changed_at.desc(), risk_sheet.c.number))]


def change(conn: Connection, known: Sheet, purchase: Purchase, now: datetime) -> bool:
    """Changes what stands above the risks; False if somebody else has since it was as it is `known`."""
    this = risk_sheet.c.number == number(known.id), risk_sheet.c.revision == known.revision
    values = _purchase(purchase) | {"revision": known.revision + 1, "changed_at": now}
    return conn.execute(risk_sheet.update().where(*this).values(values)).rowcount == 1


def drop(conn: Connection, sheet_id: str) -> bool:
    """Deletes it with all that is in it; False if it is gone already."""
    return conn.execute(delete(risk_sheet).where(risk_sheet.c.number == number(sheet_id))).rowcount == 1


def risks(conn: Connection, sheet_id: str) -> list[Risk]:
    """All in a sheet, the highest first; those that nobody has assessed come last."""
    found = conn.execute(select(risk).where(risk.c.sheet == number(sheet_id)))
    return sorted(map(_risk, found), key=lambda one: (-one.said.score, one.nth))


def risk_of(conn: Connection, sheet_id: str, nth: int) -> Risk | None:
    """One of them by its number."""
    row = conn.execute(select(risk).where(*_this(sheet_id, nth))).one_or_none()
    return _risk(row) if row else None


def put(conn: Connection, sheet_id: str, said: Assessed, now: datetime) -> int:
    """Adds a risk; its number, or 0 if the sheet is full or has this typical risk already."""
    here, inside = risk_sheet.c.number == number(sheet_id), risk.c.sheet == number(sheet_id)
    if said.prompt and conn.execute(select(risk.c.nth).where(inside, risk.c.prompt == said.prompt)).first():
        return 0
    has_room = select(func.count()).select_from(risk).where(inside).scalar_subquery() < MOST
    counted = risk_sheet.update().where(here, has_room).values(numbered=risk_sheet.c.numbered + 1, changed_at=now)
    nth = conn.execute(counted.returning(risk_sheet.c.numbered)).scalar_one_or_none()
    if nth is None:
        return 0
    return nth if insert_once(conn, risk, sheet=number(sheet_id), nth=nth, revision=0, **_said(said)) else 0


def assess(conn: Connection, sheet_id: str, known: Risk, said: Assessed, now: datetime) -> bool:
    """Changes a risk; False if somebody else has changed or removed it since it was as it is `known`."""
    this = *_this(sheet_id, known.nth), risk.c.revision == known.revision
    values = _said(said) | {"revision": known.revision + 1}
    return conn.execute(risk.update().where(*this).values(values)).rowcount == 1 and _touched(conn, sheet_id, now)


def remove(conn: Connection, sheet_id: str, nth: int, revision: int, now: datetime) -> bool:
    """Takes a risk out; False if it is not there, or not as it was at that revision, any more."""
    this = *_this(sheet_id, nth), risk.c.revision == revision
    return conn.execute(delete(risk).where(*this)).rowcount == 1 and _touched(conn, sheet_id, now)


def _touched(conn: Connection, sheet_id: str, now: datetime) -> bool:
    here = risk_sheet.c.number == number(sheet_id)
    return conn.execute(risk_sheet.update().where(here).values(changed_at=now)).rowcount == 1


def _this(sheet_id: str, nth: int) -> tuple[Any, ...]:
    return risk.c.sheet == number(sheet_id), risk.c.nth == nth


def _counted() -> Any:
    inside = select(func.count()).select_from(risk).where(risk.c.sheet == risk_sheet.c.number)
    return select(risk_sheet, inside.scalar_subquery().label("count"))


def _purchase(purchase: Purchase) -> dict[str, Any]:
    session = session_number(purchase.session) if purchase.session else None
    return {
        "title": purchase.title,
        "objective": purchase.objective,
        "success": purchase.success,
        "session": session,
    }


def _said(said: Assessed) -> dict[str, Any]:
    return {
        "words": said.words,
        "sits_in": said.where.value,
        "likelihood": said.likelihood,
        "consequence": said.consequence,
        "measure": said.measure,
        "responsible": said.responsible,
        "bearer": said.bearer.value if said.bearer else "",
        "prompt": said.prompt or None,
    }


def _sheet(row: Row[Any]) -> Sheet:
    session = f"S{row.session}" if row.session is not None else ""
    maker = f"P{row.maker}" if row.maker is not None else ""
    purchase = Purchase(row.title, row.objective, row.success, session)
    return Sheet(f"K{row.number}", purchase, maker, row.revision, row.changed_at, row._mapping["count"])


def _risk(row: Row[Any]) -> Risk:
    bearer = Bearer(row.bearer) if row.bearer else None
    said = Assessed(
        row.words,
        Where(row.sits_in),
        row.likelihood,
        row.consequence,
        row.measure,
        row.responsible,
        bearer,
        row.prompt or "",
    )
    return Risk(row.nth, said, row.revision)
