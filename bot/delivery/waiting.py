"""How delivery stands: since when something has been waiting, what was set aside, who cannot be reached."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.delivery.inbox import inbox
from bot.delivery.outbox import lane, outbox
from bot.store import Connection

_TERMINAL = "console:"
"""What is for the terminal waits until somebody opens it, and nobody minds."""


@dataclass(frozen=True)
class Waiting:
    """`inbox_since` and `outbox_since`: when the oldest event came in that is not worked on, and when the oldest message was
    due that is not sent; None if there is none. `aside` events failed for good, `unreachable` conversations are closed."""

    inbox_since: datetime | None
    outbox_since: datetime | None
    aside: int
    unreachable: int


def waiting(conn: Connection, now: datetime) -> Waiting:
    """How it stands now."""
    is_open = inbox.c.state.in_(("due", "taken")) & ~inbox.c.conversation.startswith(_TERMINAL)
    is_due = outbox.c.state.in_(("due", "sending")) & (outbox.c.due_at <= now) & ~outbox.c.lane.startswith(_TERMINAL)
    return Waiting(
        inbox_since=conn.execute(select(func.min(inbox.c.received_at)).where(is_open)).scalar(),
        outbox_since=conn.execute(select(func.min(outbox.c.due_at)).where(is_due)).scalar(),
        aside=conn.execute(select(func.count()).where(inbox.c.state == "aside")).scalar_one(),
        unreachable=conn.execute(select(func.count()).where(lane.c.closed != "")).scalar_one(),
    )
