"""Which organisation a Slack workspace or a Teams tenant belongs to, where an administrator has said so."""

from sqlalchemy import Column, Connection, String, Table, select

from bot.people import Address
from bot.store.columns import metadata
from bot.store.engine import insert_once

workspace = Table(
    "workspace",
    metadata,
    Column("platform", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("organisation", String, nullable=False),
)


def belongs(conn: Connection, platform: str, workspace_id: str, organisation: str) -> None:
    """Keeps the organisation of a workspace, in place of the one that was kept before."""
    if not insert_once(conn, workspace, platform=platform, id=workspace_id, organisation=organisation):
        this = (workspace.c.platform == platform) & (workspace.c.id == workspace_id)
        conn.execute(workspace.update().where(this).values(organisation=organisation))


def organisation_of(conn: Connection, at: Address) -> str:
    """The organisation of the workspace an address is in, "" where nobody has said it."""
    this = (workspace.c.platform == at.platform) & (workspace.c.id == at.workspace)
    return conn.execute(select(workspace.c.organisation).where(this)).scalar() or ""
