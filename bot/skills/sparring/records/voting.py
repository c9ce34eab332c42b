"""Times that are voted on: opened, voted, closed by statements that can lose."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from bot.skills.sparring.records.tables import ballot, time_option, vote
from bot.store.people import number_of
from bot.store.sessions import number

SAYS = ("yes", "maybe", "no")


@dataclass(frozen=True)
class Ballot:
    """A vote on times of a session. `votes` are by person, then by time; `closed_at` None while it is open."""

    number: int
    session: str
    opened_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    options: tuple[datetime, ...]
    votes: Mapping[str, Mapping[datetime, str]]

    @property
    def is_open(self) -> bool:
        """Whether one can vote."""
        return self.closed_at is None

    def said(self, option: datetime) -> dict[str, str]:
        """What each who has voted says of one time."""
        return {person: says[option] for person, says in self.votes.items() if option in says}


def best(ballot: Ballot, needed: Collection[str], everybody: Sequence[str]) -> list[datetime]:
    """The times of a vote, the best first: none whom it needs says no, fewest say no, most say yes; else the earliest."""

    def rank(at: datetime) -> tuple[int, int, int, datetime]:
        said = ballot.said(at)
        noes = {person for person, word in said.items() if word == "no" and person in everybody}
        return len(noes & set(needed)), len(noes), -sum(word == "yes" for word in said.values()), at

    return sorted(ballot.options, key=rank)


def open_(conn: Connection, session: str, options: Iterable[datetime], now: datetime, closes_at: datetime) -> Ballot:
    """A new one; the one before is no more."""
    drop(conn, session)
    values = {"session": number(session), "opened_at": now, "closes_at": closes_at}
    made = conn.execute(insert(ballot).values(values).returning(ballot.c.number)).scalar_one()
    rows = [{"ballot": made, "starts_at": at} for at in options]
    conn.execute(insert(time_option), rows)
    return Ballot(made, session, now, closes_at, None, tuple(sorted(row["starts_at"] for row in rows)), {})


def latest(conn: Connection, session: str) -> Ballot | None:
    """The newest of a session, open or not."""
    found = select(ballot).where(ballot.c.session == number(session)).order_by(ballot.c.number.desc()).limit(1)
    row = conn.execute(found).one_or_none()
    return _ballot(conn, row) if row else None


def cast(conn: Connection, found: Ballot, person: str, says: Mapping[datetime, str]) -> bool:
    """Somebody votes, in place of what they said before; False once the ballot is closed."""
    this = ballot.c.number == found.number, ballot.c.closed_at.is_(None)
    # written to, and not only read: whoever closes it at the same moment waits, or makes this one wait
    if conn.execute(ballot.update().where(*this).values(opened_at=ballot.c.opened_at)).rowcount != 1:
        return False
    conn.execute(delete(vote).where(vote.c.ballot == found.number, vote.c.person == number_of(person)))
    rows = [
        {"ballot": found.number, "starts_at": at, "person": number_of(person), "says": said}
        for at, said in says.items()
    ]
    if rows:
        conn.execute(insert(vote), rows)
    return True


def close(conn: Connection, found: Ballot, now: datetime) -> bool:
    """Ends it; False if it has ended already."""
    this = ballot.c.number == found.number, ballot.c.closed_at.is_(None)
    return conn.execute(ballot.update().where(*this).values(closed_at=now)).rowcount == 1


def drop(conn: Connection, session: str) -> None:
    """What was voted on is no more: other days, another partner, or a time that is settled."""
    conn.execute(delete(ballot).where(ballot.c.session == number(session)))


def _ballot(conn: Connection, row: Row[Any]) -> Ballot:
    options = conn.execute(select(time_option.c.starts_at).where(time_option.c.ballot == row.number)).scalars()
    votes: dict[str, dict[datetime, str]] = {}
    for one in conn.execute(select(vote).where(vote.c.ballot == row.number).order_by(vote.c.person)):
        votes.setdefault(f"P{one.person}", {})[one.starts_at] = one.says
    return Ballot(
        row.number, f"S{row.session}", row.opened_at, row.closes_at, row.closed_at, tuple(sorted(options)), votes
    )
