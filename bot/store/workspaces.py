"""What is known of a Slack workspace or a Teams tenant: its own name, and whose it is where an administrator has said so."""

from collections.abc import Mapping

from sqlalchemy import Column, Connection, String, Table, select

from bot.people import Address
from bot.store.columns import Personal, metadata
from bot.store.engine import insert_once

workspace = Table(
    "workspace",
    metadata,
    Column("platform", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("organisation", String, nullable=False),
    Column("name", String, nullable=False),
    info=Personal(why="of workspaces, not of people").info,
)
"""`name` is what the platform calls it, `organisation` whose it is; "" where that is not known."""

Names = Mapping[tuple[str, str], str]
"""What workspaces are called, by platform and id."""


def belongs(conn: Connection, platform: str, workspace_id: str, organisation: str) -> None:
    """Keeps the organisation of a workspace, in place of the one that was kept before."""
    _keep(conn, platform, workspace_id, "organisation", organisation)


def called(conn: Connection, platform: str, workspace_id: str, name: str) -> None:
    """Keeps what the platform calls a workspace, if it says so."""
    if name:
        _keep(conn, platform, workspace_id, "name", name[:200])


def organisation_of(conn: Connection, at: Address) -> str:
    """The organisation of the workspace an address is in, "" where nobody has said it."""
    this = (workspace.c.platform == at.platform) & (workspace.c.id == at.workspace)
    return conn.execute(select(workspace.c.organisation).where(this)).scalar() or ""


def names(conn: Connection) -> Names:
    """What the known workspaces are called: their own name, else whose they are."""
    return {(row.platform, row.id): row.name or row.organisation for row in conn.execute(select(workspace))}


def _keep(conn: Connection, platform: str, workspace_id: str, column: str, value: str) -> None:
    values = {"platform": platform, "id": workspace_id, "organisation": "", "name": "", column: value}
    if not insert_once(conn, workspace, **values):
        this = (workspace.c.platform == platform) & (workspace.c.id == workspace_id) & (workspace.c[column] != value)
        conn.execute(workspace.update().where(this).values({column: value}))
