"""What every table is made of: the one metadata, the type of a moment, and what a table says it holds of a person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, Dialect, MetaData, TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class Moment(TypeDecorator[datetime]):
    """An aware datetime in Python, integer milliseconds since 1970 (UTC) in the database. ValueError for a naive one."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """To the database, cut to the millisecond."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return (value - _EPOCH) // _MILLISECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """From the database."""
        return None if value is None else _EPOCH + value * _MILLISECOND


LONG_AGO = _EPOCH


@dataclass(frozen=True)
class Personal:
    """What a table holds of people; every table says it with `info=Personal(…).info`, and `bot.store.personal` goes by it.

    `columns` name a person by number. `lane` is the column of a table of delivery that names them by their conversation
    instead; `erase` of such a table is delivery's own. A table without either says in `why` what it holds.
    """

    columns: tuple[str, ...] = ()
    lane: str = ""
    hidden: tuple[str, ...] = ()
    """Columns that an export leaves out: secrets, and what only the program understands."""
    is_moved: bool = True
    """Whether its rows follow the person when two become one; otherwise they go."""
    erase: Callable[[Connection, int], None] | None = None
    """Erases a person by number where that is not: all rows that name them."""
    also: Callable[[int], ColumnElement[bool]] | None = None
    """Rows that are about a person by number and do not name them: an export shows them too."""
    merge: Callable[[Connection, int, int], None] | None = None
    """Puts one person, by number, in the place of another who is the same, in what names them otherwise than in a column."""
    why: str = ""

    @property
    def info(self) -> dict[Any, Any]:
        """For a Table."""
        return {Personal: self}


@dataclass(frozen=True)
class Ages:
    """That rows of a skill's table go when they are as old as questions may become: `info=Personal(…).info | Ages(…).info`.

    `what` says which rows that are; `is_old` picks them, given the moment before which they are too old. Delivery's nightly
    retention goes by it, which knows no skill.
    """

    name: str
    what: str
    is_old: Callable[[datetime], ColumnElement[bool]]

    @property
    def info(self) -> dict[Any, Any]:
        """For a Table."""
        return {Ages: self}
