"""Secret addresses of people's own calendars."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """One table."""
    op.create_table(
        "calendar_feed",
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_calendar_feed"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_calendar_feed_person"),
        sa.UniqueConstraint("digest", name="uq_calendar_feed_digest"),
    )
