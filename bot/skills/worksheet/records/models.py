"""What worked, on one page for others: written, sent for approval, published, by statements that can lose."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from bot.audience import Audience
from bot.skills.worksheet.records.sheets import key
from bot.skills.worksheet.records.tables import model
from bot.store.people import number_of


@dataclass(frozen=True)
class Page:
    """What a model says: what was done, for whom it fits, what it needed, what came of it; `link` is "" or on the web."""

    title: str
    did: str
    fits: str
    needed: str
    result: str
    link: str
    language: str


@dataclass(frozen=True)
class Model:
    """A model. `id` is "M" and a number; `sheet` and `code` are the worksheet and the line it came from; `author` is a person's
    id, "" once they are erased; `entry` that of what is published of it."""

    id: str
    sheet: Audience
    code: str
    state: str
    page: Page
    revision: int
    sent_at: datetime
    author: str
    entry: str = ""


def number(model_id: str) -> int:
    """12 for "M12"; -1, which none has, for anything else."""
    return number_of("P" + model_id[1:]) if model_id[:1] == "M" else -1


def add(conn: Connection, sheet: Audience, code: str, page: Page, author: str, now: datetime) -> Model:
    """A new one, which only its author has seen."""
    values: dict[str, Any] = {**_values(page), "for_whom": str(key(sheet)), "name": sheet.value, "line": code}
    values |= {"state": "draft", "revision": 0, "sent_at": now, "author": number_of(author), "entry": ""}
    return _model(conn.execute(insert(model).values(values).returning(model)).one())


def get(conn: Connection, model_id: str) -> Model | None:
    """The model with an id like "M4"."""
    row = conn.execute(select(model).where(model.c.number == number(model_id))).one_or_none()
    return _model(row) if row else None


def in_state(conn: Connection, *states: str) -> list[Model]:
    """All in one of the states, the oldest first."""
    rows = conn.execute(select(model).where(model.c.state.in_(states)).order_by(model.c.number))
    return [_model(row) for row in rows]


def of(conn: Connection, sheet: Audience, person: str, *, is_kept: bool) -> dict[str, str]:
    """The newest model of each line of a worksheet that somebody may open, by its id: their own, what is published, and what
    waits for approval where the worksheet is theirs to see to."""
    here = model.c.for_whom == str(key(sheet)), model.c.state != "withdrawn"
    theirs = (model.c.author == number_of(person)) | model.c.state.in_(("published", *(["proposed"] * is_kept)))
    rows = conn.execute(select(model).where(*here, theirs).order_by(model.c.number))
    return {row.line: f"M{row.number}" for row in rows}


def move(conn: Connection, known: Model, before: Collection[str], after: str, **fields: object) -> Model | None:
    """Changes it from one of the states to another; None if it is in none of them, or was changed since it was `known`."""
    this = model.c.number == number(known.id), model.c.revision == known.revision, model.c.state.in_(before)
    change = model.update().where(*this).values(state=after, revision=known.revision + 1, **fields)
    row = conn.execute(change.returning(model)).one_or_none()
    return _model(row) if row else None


def rewrite(conn: Connection, known: Model, page: Page) -> Model | None:
    """Has it say something else before it is published; None as for `move`."""
    return move(conn, known, ("draft", "proposed", "returned"), known.state, **_values(page))


def _values(page: Page) -> dict[str, object]:
    return {name: getattr(page, name) for name in Page.__dataclass_fields__}


def _model(row: Row[Any]) -> Model:
    page = Page(*(getattr(row, name) for name in Page.__dataclass_fields__))
    author = f"P{row.author}" if row.author is not None else ""
    sheet = Audience(Audience.parsed(row.for_whom).whom, row.name)
    return Model(f"M{row.number}", sheet, row.line, row.state, page, row.revision, row.sent_at, author, row.entry)
