"""Who wants to be told when a question of theirs is answered after all."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, Integer, Table, select

from bot.store.columns import Moment, Personal, metadata
from bot.store.engine import insert_once
from bot.store.people import number_of
from bot.store.questions import number as question_number
from bot.store.questions import question

wish = Table(
    "wish",
    metadata,
    Column("question", Integer, ForeignKey("question.number", ondelete="CASCADE"), primary_key=True),
    Column("person", Integer, ForeignKey("person.number"), nullable=False, index=True),
    Column("wished_at", Moment, nullable=False),
    Column("told_at", Moment),
    info=Personal(("person",)).info,
)


@dataclass(frozen=True)
class Wish:
    """One question that its asker waits for an answer to."""

    question: str
    person: str
    text: str
    language: str
    asked_at: datetime


def add(conn: Connection, question_id: str, person: str, at: datetime) -> bool:
    """Keeps the wish, anew if it was fulfilled before; False if it is open already."""
    number = question_number(question_id)
    if insert_once(conn, wish, question=number, person=number_of(person), wished_at=at):
        return True
    again = wish.update().where(wish.c.question == number, wish.c.told_at.is_not(None))
    return conn.execute(again.values(told_at=None, wished_at=at)).rowcount == 1


def is_open(conn: Connection, question_id: str) -> bool:
    """Whether the asker waits to be told."""
    wanted = select(wish.c.question).where(wish.c.question == question_number(question_id), wish.c.told_at.is_(None))
    return conn.execute(wanted).first() is not None


def take_back(conn: Connection, question_id: str) -> bool:
    """Forgets the wish; False if there is none, or they were told."""
    gone = wish.delete().where(wish.c.question == question_number(question_id), wish.c.told_at.is_(None))
    return conn.execute(gone).rowcount == 1


def open_ones(conn: Connection) -> list[Wish]:
    """Every wish that is not fulfilled, whose question is not deleted."""
    wanted = select(wish, question).join(question, question.c.number == wish.c.question)
    rows = conn.execute(wanted.where(wish.c.told_at.is_(None), question.c.state == "asked").order_by(wish.c.question))
    return [Wish(f"Q{row.question}", f"P{row.person}", row.text, row.language, row.asked_at) for row in rows]


def told(conn: Connection, question_id: str, at: datetime) -> bool:
    """Keeps that the person was told; False if they were already."""
    change = wish.update().where(wish.c.question == question_number(question_id), wish.c.told_at.is_(None))
    return conn.execute(change.values(told_at=at)).rowcount == 1
