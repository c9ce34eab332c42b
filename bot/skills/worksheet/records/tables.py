"""The tables of worksheets: every change of a line, who was told of which step, and what became a model for others."""

from datetime import datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Connection,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    UniqueConstraint,
    delete,
    select,
)

from bot.audience import Audience, Whom
from bot.scope import organisation_key
from bot.store import Moment, metadata
from bot.store.columns import Ages, Personal
from bot.store.people import person


def _is_old(before: datetime) -> ColumnElement[bool]:
    """What a line said long ago and says no more; what it says now stays."""
    newer = change.alias()
    is_past = (newer.c.for_whom == change.c.for_whom) & (newer.c.line == change.c.line)
    return (change.c.changed_at < before) & select(newer).where(is_past, newer.c.revision > change.c.revision).exists()


def _forget(conn: Connection, number: int) -> None:
    """What was written stays, without whoever is erased: as its writer, and as the one who is responsible, also where
    somebody wrote their name on their own organisation's worksheet."""
    theirs = conn.execute(select(person.c.name, person.c.organisation).where(person.c.number == number)).one_or_none()
    conn.execute(change.update().where(change.c.changed_by == number).values(changed_by=None))
    conn.execute(change.update().where(change.c.responsible == number).values(responsible=None))
    if theirs is None or not theirs.name or not theirs.organisation:
        return
    own = str(Audience(Whom.ORGANISATION, organisation_key(theirs.organisation)))
    named = conn.execute(select(change.c.number, change.c.named).where(change.c.for_whom == own))
    gone = [row.number for row in named if organisation_key(row.named) == organisation_key(theirs.name)]
    conn.execute(change.update().where(change.c.number.in_(gone)).values(named=""))


def _forget_author(conn: Connection, number: int) -> None:
    """What others find stays, without who wrote it; what was never published goes."""
    theirs = model.c.author == number
    conn.execute(delete(model).where(theirs, model.c.state.not_in(("published", "withdrawn"))))
    conn.execute(model.update().where(theirs).values(author=None))


def _is_left(before: datetime) -> ColumnElement[bool]:
    """What nobody has sent for approval, or sent again."""
    return model.c.state.in_(("draft", "returned")) & (model.c.sent_at < before)


change = Table(
    "worksheet_change",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("for_whom", String, nullable=False),
    Column("name", String, nullable=False),
    Column("line", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("meaning", String, nullable=False),
    Column("named", String, nullable=False),
    Column("responsible", Integer, ForeignKey("person.number"), index=True),
    Column("next_step", String, nullable=False),
    Column("due_on", Date),
    Column("is_done", Boolean, nullable=False),
    Column("is_undo", Boolean, nullable=False),
    Column("changed_by", Integer, ForeignKey("person.number"), index=True),
    Column("changed_at", Moment, nullable=False),
    UniqueConstraint("for_whom", "line", "revision", name="uq_worksheet_change_for_whom_line_revision"),
    info=Personal(("responsible", "changed_by"), erase=_forget).info
    | Ages("worksheets", "what a worksheet said before it was changed", _is_old).info,
    sqlite_autoincrement=True,  # a button that takes back the last change must not meet another one
)
"""All that a line says after each change, the latest being what it says now. `for_whom` is whose worksheet it is, an audience
(bot.audience) in which an organisation's name stands as it is compared; `name` is as it was written. The responsible person is
`responsible`, or `named` in words, never both; `is_done` says that the next step is."""
told = Table(
    "worksheet_told",
    metadata,
    Column("person", Integer, ForeignKey("person.number"), primary_key=True),
    Column("for_whom", String, primary_key=True),
    Column("line", String, primary_key=True),
    Column("what", String, primary_key=True),
    Column("told_on", Date, nullable=False),
    CheckConstraint("what IN ('due', 'again')", name="what"),
    info=Personal(("person",)).info,
)
"""`what` is "due" on the day of a step, "again" a week later; a step that is changed has not been told of."""
model = Table(
    "worksheet_model",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("for_whom", String, nullable=False),
    Column("name", String, nullable=False),
    Column("line", String, nullable=False),
    Column("state", String, nullable=False),
    Column("language", String, nullable=False),
    Column("title", String, nullable=False),
    Column("did", String, nullable=False),
    Column("fits", String, nullable=False),
    Column("needed", String, nullable=False),
    Column("result", String, nullable=False),
    Column("link", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("sent_at", Moment, nullable=False),
    Column("author", Integer, ForeignKey("person.number"), index=True),
    Column("entry", String, nullable=False),
    CheckConstraint("state IN ('draft', 'proposed', 'returned', 'published', 'withdrawn')", name="state"),
    info=Personal(("author",), erase=_forget_author).info
    | Ages("models", "models that were never sent for approval", _is_left).info,
    sqlite_autoincrement=True,  # an id that was said aloud is never another model's
)
"""What worked, on one page, so that others can do it too. `entry` is the id of what is published of it, "" for nothing yet;
`sent_at` is when it was written or last sent for approval."""
