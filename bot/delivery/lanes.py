"""Conversations as delivery sees them: each is a lane, on which lock, order, pace, the way there and its end hang."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, String, Table, false, or_, select

from bot.people import INVITED, Address
from bot.store import Moment, insert_once, metadata
from bot.store.columns import LONG_AGO, Personal

lane = Table(
    "lane",
    metadata,
    Column("id", String, primary_key=True),
    Column("next_at", Moment, nullable=False),
    Column("lease_until_at", Moment, nullable=False),
    Column("token", String, nullable=False),
    Column("route", String, nullable=False),
    Column("closed", String, nullable=False),
    info=Personal(lane="id", hidden=("next_at", "lease_until_at", "token")).info,
)


def heard(conn: Connection, address: Address) -> None:
    """Somebody was heard from an address: its conversation is open, and the newest way there is the one to take."""
    found = conn.execute(select(lane.c.route, lane.c.closed).where(lane.c.id == address.lane)).first()
    if found is None and address.route:
        add(conn, address)
    elif found and (found.closed or (address.route and found.route != address.route)):
        opened = lane.update().where(lane.c.id == address.lane)
        conn.execute(opened.values(closed="", route=address.route or found.route))


def unreachable(conn: Connection) -> dict[str, str]:
    """The lanes of closed conversations and why they are."""
    closed = select(lane.c.id, lane.c.closed).where(lane.c.closed != "").order_by(lane.c.id)
    return {row.id: row.closed for row in conn.execute(closed)}


def ended(conn: Connection) -> int:
    """How many conversations have been closed; with whoever is only invited none has begun."""
    return sum(not one.startswith(f"{INVITED}:") for one in unreachable(conn))


def routed(conn: Connection, address: Address) -> Address:
    """The address with the newest way there."""
    route = conn.execute(select(lane.c.route).where(lane.c.id == address.lane)).scalar()
    return replace(address, route=route or address.route)


def add(conn: Connection, at: Address) -> str:
    """Makes sure that the conversation has its lane; why it is closed, "" if it is not."""
    # looked for first: under SERIALIZABLE even an insert that does nothing loses against whoever has touched the lane
    found = conn.execute(_kept(select(lane.c.closed).where(lane.c.id == at.lane))).scalar()
    if found is None:
        free = {"next_at": LONG_AGO, "lease_until_at": LONG_AGO, "token": "", "closed": ""}
        insert_once(conn, lane, id=at.lane, route=at.route, **free)
    return found or ""


def _kept(lanes: Select[Any]) -> Select[Any]:
    """With this the lanes stay until the end of the transaction: a message in a lane that is no more would wait for ever.
    Whoever sends there is not held up, only whoever erases the lane, having asked for `alone` first."""
    return lanes.with_for_update(read=True, key_share=True)


def alone(conn: Connection, which: ColumnElement[bool]) -> list[str]:
    """Those of the lanes that nobody is writing a message to, ours until the end of the transaction. Only now can be asked
    whether anything is in them."""
    return list(conn.execute(select(lane.c.id).where(which).with_for_update(skip_locked=True)).scalars())


def reopened(conn: Connection, platform: str, workspace: str, causes: Collection[str]) -> None:
    """Opens what was closed in a workspace for causes that were no fault of the single conversation."""
    here = lane.c.id.startswith(f"{platform}:{workspace}:", autoescape=True), lane.c.closed.in_(causes)
    conn.execute(lane.update().where(*here).values(closed=""))


def freed(conn: Connection, platform: str) -> None:
    """Ends the leases on a platform whose only process has just started: the one that held them is dead."""
    held = lane.update().where(lane.c.id.startswith(f"{platform}:", autoescape=True))
    conn.execute(held.values(lease_until_at=LONG_AGO))


def is_on(platforms: Collection[str], lane_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a lane is on one of the platforms."""
    return or_(false(), *(lane_id.startswith(f"{platform}:", autoescape=True) for platform in platforms))
