"""What people have asked and what they were given: the table and the statements on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    insert,
    null,
    select,
)

from bot.people import Address, Place
from bot.store.columns import Moment, Personal, metadata
from bot.store.people import number_of

question = Table(
    "question",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("person", Integer, ForeignKey("person.number"), nullable=False),
    Column("talk", String, nullable=False),
    Column("place", String, nullable=False),
    Column("text", String, nullable=False),
    Column("language", String, nullable=False),
    Column("answer", JSON(none_as_null=True)),
    Column("rests_on", String, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("feedback", String, nullable=False),
    Column("feedback_reason", String, nullable=False),
    Column("state", String, nullable=False),
    CheckConstraint("state IN ('held', 'asked', 'deleted')", name="state"),
    Index("ix_question_person", "person", "number"),
    info=Personal(("person",), hidden=("talk",)).info,
    sqlite_autoincrement=True,  # a number that was erased stays taken
)


@dataclass(frozen=True)
class Question:
    """What a person asked and what was given. `id` is "Q" and a number, `person` an id like "P1", `talk` and `place`
    say where (see Address).

    `answer` is the answer as JSON, None while the question is "held" (not asked yet: a warning waits for its answer) and
    after it is "deleted", when the text is "" too.
    `feedback` is "", "good" or "bad"; `feedback_reason` a word or a sentence of the person's.
    """

    id: str
    person: str
    talk: str
    place: Place
    text: str
    language: str
    answer: Mapping[str, Any] | None
    rests_on: str
    confidence: float
    asked_at: datetime
    feedback: str
    feedback_reason: str
    state: str


def number(question_id: str) -> int:
    """12 for "Q12"; -1, which none has, for anything else."""
    return number_of("P" + question_id[1:]) if question_id[:1] == "Q" else -1


def add(
    conn: Connection,
    *,
    person: str,
    at: Address,
    text: str,
    language: str,
    asked_at: datetime,
    answer: Mapping[str, Any] | None = None,
    rests_on: str = "",
    confidence: float = 0.0,
    state: str = "asked",
) -> Question:
    """A new question; with state "held" it waits to be asked (`answered` asks it)."""
    values = {
        "person": number_of(person),
        "talk": at.talk,
        "place": at.place.value,
        "text": text,
        "language": language,
        "answer": answer,
        "rests_on": str(rests_on),
        "confidence": confidence,
        "asked_at": asked_at,
        "feedback": "",
        "feedback_reason": "",
        "state": state,
    }
    return _question(conn.execute(insert(question).values(values).returning(question)).one())


def answered(
    conn: Connection,
    question_id: str,
    *,
    language: str,
    answer: Mapping[str, Any],
    rests_on: str,
    confidence: float,
) -> bool:
    """Turns a held question into an asked one; False if it is not held (any more)."""
    values = {"language": language, "answer": answer, "rests_on": str(rests_on)}
    change = question.update().where(question.c.number == number(question_id), question.c.state == "held")
    return conn.execute(change.values(**values, confidence=confidence, state="asked")).rowcount == 1


def get(conn: Connection, question_id: str) -> Question | None:
    """The question with an id like "Q12", whatever its state. Whose it is, the caller checks."""
    row = conn.execute(select(question).where(question.c.number == number(question_id))).one_or_none()
    return _question(row) if row else None


def of_person(conn: Connection, person: str, limit: int = 10, before: str = "") -> list[Question]:
    """The questions a person has asked, newest first; with an id, only those before that one."""
    asked = select(question).where(question.c.person == number_of(person), question.c.state == "asked")
    if before:
        asked = asked.where(question.c.number < number(before))
    return [_question(row) for row in conn.execute(asked.order_by(question.c.number.desc()).limit(limit))]


def latest_in(conn: Connection, talk: str, person: str, since: datetime, limit: int = 2) -> list[Question]:
    """What the person asked last in a conversation, the last one last: what a follow-up follows."""
    asked = select(question).where(
        question.c.person == number_of(person),
        question.c.talk == talk,
        question.c.state == "asked",
        question.c.asked_at >= since,
    )
    newest = conn.execute(asked.order_by(question.c.number.desc()).limit(limit)).all()
    return [_question(row) for row in reversed(newest)]


def unanswered(conn: Connection, since: datetime, limit: int = 200) -> list[Question]:
    """What the material did not answer, newest first: of procurement, asked since then and not deleted."""
    asked = question.c.state == "asked", question.c.rests_on == "nothing", question.c.asked_at >= since
    rows = conn.execute(select(question).where(*asked).order_by(question.c.number.desc()).limit(limit))
    return [_question(row) for row in rows]


def drop_held(conn: Connection, person: str) -> None:
    """Erases what a person was warned about and has neither asked nor left: they have gone on to something else."""
    held = question.update().where(question.c.person == number_of(person), question.c.state == "held")
    conn.execute(held.values(text="", state="deleted"))


def rate(conn: Connection, question_id: str, feedback: str, reason: str = "") -> bool:
    """Keeps what the person thought of the answer, in place of what they thought before; False if it is deleted."""
    change = question.update().where(question.c.number == number(question_id), question.c.state == "asked")
    return conn.execute(change.values(feedback=feedback, feedback_reason=reason)).rowcount == 1


def delete(conn: Connection, question_id: str) -> bool:
    """Erases text, answer and feedback; the number stays taken. False if it was deleted already."""
    change = question.update().where(question.c.number == number(question_id), question.c.state != "deleted")
    erased = {"text": "", "answer": null(), "feedback": "", "feedback_reason": "", "state": "deleted"}
    return conn.execute(change.values(**erased)).rowcount == 1


def _question(row: Row[Any]) -> Question:
    values = dict(row._mapping)
    return Question(
        id=f"Q{values.pop('number')}",
        person=f"P{values.pop('person')}",
        place=Place(values.pop("place")),
        **values,
    )
