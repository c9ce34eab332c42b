"""Training events, who is registered for them, who was told of them, and their material."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Four tables."""
    op.create_table(
        "event",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("uid", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("about", sa.String, nullable=False),
        sa.Column("location", sa.String, nullable=False),
        sa.Column("starts_at", sa.BigInteger, nullable=False),
        sa.Column("ends_at", sa.BigInteger, nullable=False),
        sa.Column("for_whom", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("capacity", sa.Integer),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("made_by", sa.Integer),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("published_at", sa.BigInteger),
        sa.Column("marked_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("number", name="pk_event"),
        sa.ForeignKeyConstraint(["made_by"], ["person.number"], name="fk_event_made_by"),
        sa.CheckConstraint("status IN ('drafted', 'published', 'cancelled')", name="ck_event_status"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_event_made_by", "event", ["made_by"])
    op.create_index("ix_event_status_ends_at", "event", ["status", "ends_at"])
    op.create_table(
        "registration",
        sa.Column("event", sa.Integer, nullable=False),
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("registered_at", sa.BigInteger, nullable=False),
        sa.Column("attended", sa.Boolean),
        sa.PrimaryKeyConstraint("event", "person", name="pk_registration"),
        sa.ForeignKeyConstraint(["event"], ["event.number"], name="fk_registration_event", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_registration_person"),
        sa.CheckConstraint("state IN ('registered', 'waiting')", name="ck_registration_state"),
    )
    op.create_index("ix_registration_person", "registration", ["person"])
    op.create_table(
        "event_told",
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("event", sa.Integer, nullable=False),
        sa.Column("what", sa.String, nullable=False),
        sa.Column("told_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("person", "event", "what", name="pk_event_told"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_event_told_person"),
        sa.ForeignKeyConstraint(["event"], ["event.number"], name="fk_event_told_event", ondelete="CASCADE"),
    )
    op.create_table(
        "event_material",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("event", sa.Integer, nullable=False),
        sa.Column("url", sa.String, nullable=False),
        sa.Column("words", sa.String, nullable=False),
        sa.Column("added_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_event_material"),
        sa.ForeignKeyConstraint(["event"], ["event.number"], name="fk_event_material_event", ondelete="CASCADE"),
        sa.UniqueConstraint("event", "url", name="uq_event_material_event_url"),
    )
