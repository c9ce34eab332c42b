"""What Slack alone needs remembered: how far each private conversation has been heard, and where Sparri is installed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import BigInteger, Column, Connection, String, Table, delete, select

from bot.store.columns import Moment, metadata
from bot.store.engine import insert_once

heard = Table(
    "slack_heard",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("conversation", String, primary_key=True),
    Column("member", String, nullable=False, index=True),
    Column("last", BigInteger, nullable=False),
)

installation = Table(
    "slack_installation",
    metadata,
    Column("team", String, primary_key=True),
    Column("bot_user", String, nullable=False),
    Column("bot_id", String, nullable=False),
    Column("token", String, nullable=False),
    Column("installed_at", Moment, nullable=False),
)

state = Table(
    "slack_state",
    metadata,
    Column("state", String, primary_key=True),
    Column("expires_at", Moment, nullable=False),
)


@dataclass(frozen=True)
class Heard:
    """A private conversation with a member, heard up to and including the message of `last` (microseconds since 1970)."""

    workspace: str
    conversation: str
    member: str
    last: int


@dataclass(frozen=True)
class Workspace:
    """Where Sparri is installed, and who it is there: its user, its bot id and the token it speaks with."""

    team: str
    bot_user: str
    bot_id: str
    token: str = field(repr=False)


def begin(conn: Connection, workspace: str, conversation: str, member: str, last: int) -> None:
    """From its first message on, a conversation is looked through for what did not reach us."""
    insert_once(conn, heard, workspace=workspace, conversation=conversation, member=member, last=last)


def conversations(conn: Connection) -> Sequence[Heard]:
    """All of them, those with the newest message first."""
    rows = conn.execute(select(heard).order_by(heard.c.last.desc()))
    return [Heard(row.workspace, row.conversation, row.member, row.last) for row in rows]


def forgo(conn: Connection, now: datetime) -> None:
    """Nothing written before `now` is looked for any more: after a restore nobody knows what of it was answered since."""
    conn.execute(heard.update().values(last=int(now.timestamp() * 1_000_000)))


def moved(conn: Connection, workspace: str, conversation: str, last: int) -> None:
    """It has been heard up to there; never back."""
    this = (heard.c.workspace == workspace) & (heard.c.conversation == conversation) & (heard.c.last < last)
    conn.execute(heard.update().where(this).values(last=last))


def install(conn: Connection, workspace: Workspace, now: datetime) -> None:
    """Keeps where Sparri was installed; what was known of the workspace before is replaced."""
    forget(conn, workspace.team)
    values = {"team": workspace.team, "bot_user": workspace.bot_user, "bot_id": workspace.bot_id}
    conn.execute(installation.insert().values(values | {"token": workspace.token, "installed_at": now}))


def installed(conn: Connection, team: str) -> Workspace | None:
    """A workspace by its id, None if Sparri is not installed there."""
    row = conn.execute(select(installation).where(installation.c.team == team)).one_or_none()
    return Workspace(row.team, row.bot_user, row.bot_id, row.token) if row else None


def forget(conn: Connection, team: str) -> None:
    """Sparri was removed from a workspace, and its token is of no use any more."""
    conn.execute(delete(installation).where(installation.c.team == team))


def issue(conn: Connection, value: str, until: datetime) -> None:
    """Somebody has set out to install; they come back with this value, until then."""
    conn.execute(state.insert().values(state=value, expires_at=until))


def consume(conn: Connection, value: str, now: datetime) -> bool:
    """Whether somebody set out with this value not long ago; once. Those that never came back are cleared away."""
    conn.execute(delete(state).where(state.c.expires_at <= now))
    return conn.execute(delete(state).where(state.c.state == value)).rowcount == 1
