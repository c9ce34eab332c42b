"""What a database that was put back from a backup does with the work that was open when the backup was made."""

from datetime import datetime

from bot.delivery.inbox import inbox
from bot.delivery.lanes import lane
from bot.delivery.outbox import outbox
from bot.store import Connection, slack
from bot.store.columns import LONG_AGO


def restored(conn: Connection, now: datetime) -> int:
    """Treats every message that was due by `now` as one whose sending had begun; gives how many there are.

    The system that the backup was made of may have sent them since. So each platform's rule for an unknown outcome applies:
    where a message can be looked up, that comes first; elsewhere only what must arrive is sent again. What came in and was
    not worked on yet, is; what was written in Slack since the backup is not looked for, since it may have been answered.
    """
    begun = outbox.update().where(outbox.c.state == "due", outbox.c.due_at <= now).values(state="sending", token="")
    uncertain = conn.execute(begun).rowcount
    conn.execute(lane.update().values(lease_until_at=LONG_AGO, token=""))
    slack.forgo(conn, now)
    conn.execute(inbox.update().where(inbox.c.state == "taken").values(lease_until_at=LONG_AGO))
    return uncertain
