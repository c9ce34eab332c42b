"""Codes that link two addresses, what comes again, and numbers that are never given twice."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Everybody's address so far is the one they were met at."""
    op.add_column("address", sa.Column("linked_at", sa.BigInteger))
    _numbers()
    op.create_table(
        "link_code",
        sa.Column("token", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("typed_by", sa.Integer),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_link_code"),
        sa.UniqueConstraint("digest", name="uq_link_code_digest"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_link_code_person"),
        sa.ForeignKeyConstraint(["typed_by"], ["person.number"], name="fk_link_code_typed_by"),
    )
    op.create_table(
        "schedule",
        sa.Column("name", sa.String, nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("arg", sa.String, nullable=False),
        sa.Column("zone", sa.String, nullable=False),
        sa.Column("local_time", sa.Time, nullable=False),
        sa.Column("days", sa.String, nullable=False),
        sa.Column("holidays", sa.String, nullable=False),
        sa.Column("next_on", sa.Date, nullable=False),
        sa.Column("next_at", sa.BigInteger, nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_schedule"),
        sa.CheckConstraint("holidays IN ('', 'FI', 'AX')", name="ck_schedule_holidays"),
    )
    op.create_index("ix_schedule_is_active_next_at", "schedule", ["is_active", "next_at"])


def _numbers() -> None:
    """SQLite gives the highest number again once its row is gone, unless the table says otherwise; PostgreSQL never does."""
    if op.get_bind().dialect.name == "sqlite":
        for table in ("person", "question"):
            with op.batch_alter_table(table, recreate="always", table_kwargs={"sqlite_autoincrement": True}):
                pass
