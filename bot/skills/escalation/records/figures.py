"""What figures are made of: what was answered, and by which topic a question was met."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, select

from bot.skills.escalation.records.escalations import Escalation, made
from bot.skills.escalation.records.tables import escalation, offer


def answered(conn: Connection, since: datetime) -> list[Escalation]:
    """What has been answered since then, in the order it was asked."""
    given = escalation.c.state.in_(("answered", "shared")), escalation.c.answered_at >= since
    return [made(row) for row in conn.execute(select(escalation).where(*given).order_by(escalation.c.number))]


def topics(conn: Connection, numbers: Collection[int]) -> dict[int, str]:
    """By number the expert's topic that met a question best, in the expert's words; those that none met are left out."""
    rows = select(offer.c.escalation, offer.c.why).where(offer.c.escalation.in_(numbers), offer.c.why != "")
    best = conn.execute(rows.order_by(offer.c.escalation, offer.c.score, offer.c.person.desc()))
    return {number: why for number, why in best}
