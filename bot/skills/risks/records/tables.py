"""The tables of risk sheets."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    UniqueConstraint,
    and_,
    delete,
    or_,
    select,
)

from bot.store import Moment, metadata
from bot.store.columns import Ages, Personal
from bot.store.sessions import session_person


def _forget(conn: Connection, number: int) -> None:
    """A sheet goes on without whoever made it as long as somebody else is in its session; all others of theirs go, and so does
    one that nobody is left to see."""
    others = select(session_person.c.person).where(
        session_person.c.session == risk_sheet.c.session,
        session_person.c.state == "in",
        session_person.c.person != number,
    )
    theirs = or_(risk_sheet.c.maker == number, risk_sheet.c.maker.is_(None))
    conn.execute(delete(risk_sheet).where(theirs, ~others.exists()))
    conn.execute(risk_sheet.update().where(risk_sheet.c.maker == number).values(maker=None))


def _is_old(before: datetime) -> ColumnElement[bool]:
    """Also a sheet of nobody's whose session has gone."""
    is_nobodys = and_(risk_sheet.c.maker.is_(None), risk_sheet.c.session.is_(None))
    return or_(risk_sheet.c.changed_at < before, is_nobodys)


def _of_theirs(number: int) -> ColumnElement[bool]:
    return risk.c.sheet.in_(select(risk_sheet.c.number).where(risk_sheet.c.maker == number))


risk_sheet = Table(
    "risk_sheet",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("title", String, nullable=False),
    Column("objective", String, nullable=False),
    Column("success", String, nullable=False),
    Column("maker", Integer, ForeignKey("person.number"), index=True),
    Column("session", Integer, ForeignKey("session.number", ondelete="SET NULL"), index=True),
    Column("numbered", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("changed_at", Moment, nullable=False),
    info=Personal(("maker",), erase=_forget).info
    | Ages("risk sheets", "risk sheets that nobody has changed since", _is_old).info,
    sqlite_autoincrement=True,  # an id that was said aloud is never another sheet's
)
"""`maker` is NULL once they are erased; `numbered` is the last number that a risk in it was given; `revision` is raised when what
stands above the risks changes, `changed_at` with every change."""
risk = Table(
    "risk",
    metadata,
    Column("sheet", Integer, ForeignKey("risk_sheet.number", ondelete="CASCADE"), primary_key=True),
    Column("nth", Integer, primary_key=True),
    Column("words", String, nullable=False),
    Column("sits_in", String, nullable=False),
    Column("likelihood", Integer),
    Column("consequence", Integer),
    Column("measure", String, nullable=False),
    Column("responsible", String, nullable=False),
    Column("bearer", String, nullable=False),
    Column("prompt", String),
    Column("revision", Integer, nullable=False),
    CheckConstraint("sits_in IN ('object', 'parties', 'process', 'market')", name="sits_in"),
    CheckConstraint("likelihood BETWEEN 1 AND 5", name="likelihood"),
    CheckConstraint("consequence BETWEEN 1 AND 5", name="consequence"),
    CheckConstraint("bearer IN ('', 'buyer', 'supplier', 'shared')", name="bearer"),
    UniqueConstraint("sheet", "prompt", name="uq_risk_sheet_prompt"),
    info=Personal(why="risks of a planned purchase, without who wrote them", also=_of_theirs).info,
)
"""`nth` is its number in the sheet, never another's; `prompt` is the typical risk whose words it still has, NULL for one in words
of its own; what is not assessed yet is NULL."""
