"""Reminders that coordinators compose, whom each reached, and channels they may be posted in."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Four tables."""
    op.create_table(
        "post_channel",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("platform", sa.String, nullable=False),
        sa.Column("workspace", sa.String, nullable=False),
        sa.Column("conversation", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("is_open", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_post_channel"),
        sa.UniqueConstraint(
            "platform", "workspace", "conversation", name="uq_post_channel_platform_workspace_conversation"
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "reminder",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("author", sa.Integer),
        sa.Column("audience", sa.String, nullable=False),
        sa.Column("module", sa.String, nullable=False),
        sa.Column("only_behind", sa.Boolean, nullable=False),
        sa.Column("channel", sa.Integer),
        sa.Column("words", sa.String, nullable=False),
        sa.Column("text_fi", sa.String, nullable=False),
        sa.Column("text_sv", sa.String, nullable=False),
        sa.Column("text_en", sa.String, nullable=False),
        sa.Column("first_on", sa.Date, nullable=False),
        sa.Column("local_time", sa.Time, nullable=False),
        sa.Column("zone", sa.String, nullable=False),
        sa.Column("repeat", sa.String, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("planned_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("number", name="pk_reminder"),
        sa.ForeignKeyConstraint(["author"], ["person.number"], name="fk_reminder_author"),
        sa.ForeignKeyConstraint(["channel"], ["post_channel.number"], name="fk_reminder_channel"),
        sa.CheckConstraint("state IN ('draft', 'planned', 'paused', 'withdrawn', 'ended')", name="ck_reminder_state"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reminder_author", "reminder", ["author"])
    op.create_table(
        "occurrence",
        sa.Column("reminder", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("begun_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("told_on", sa.Date),
        sa.PrimaryKeyConstraint("reminder", "day", name="pk_occurrence"),
        sa.ForeignKeyConstraint(["reminder"], ["reminder.number"], name="fk_occurrence_reminder"),
    )
    op.create_table(
        "reminded",
        sa.Column("reminder", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("why_not", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("reminder", "day", "person", name="pk_reminded"),
        sa.ForeignKeyConstraint(["reminder"], ["reminder.number"], name="fk_reminded_reminder"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_reminded_person"),
    )
    op.create_index("ix_reminded_person", "reminded", ["person"])
