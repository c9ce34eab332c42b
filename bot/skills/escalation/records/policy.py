"""The figures that a coordinator sets: after how many working days what happens."""

from sqlalchemy import Connection, select

from bot.skills.escalation.records.tables import policy
from bot.store import insert_once

POLICY = {"next_days": 1, "coordinator_days": 2, "owner_days": 5}
"""Working days: untaken, the next expert; untaken, the coordinator; taken and unanswered, its owner is asked."""


def figures(conn: Connection) -> dict[str, int]:
    """The working days in force, by the names of POLICY."""
    return {**POLICY, **{row.name: row.value for row in conn.execute(select(policy))}}


def set_figure(conn: Connection, name: str, value: int) -> None:
    """Changes one for those that are asked from now on; the figures of running ones stay. ValueError for another name."""
    if name not in POLICY:
        raise ValueError(f"no figure is called {name}")
    if not insert_once(conn, policy, name=name, value=value):
        conn.execute(policy.update().where(policy.c.name == name).values(value=value))
