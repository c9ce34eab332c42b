"""Sparring sessions, and who takes part in them."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Two tables."""
    op.create_table(
        "session",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("uid", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("theme", sa.String, nullable=False),
        sa.Column("about", sa.String, nullable=False),
        sa.Column("category", sa.String, nullable=False),
        sa.Column("branch", sa.String, nullable=False),
        sa.Column("organisation", sa.String, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("languages", sa.String, nullable=False),
        sa.Column("is_remote", sa.Boolean, nullable=False),
        sa.Column("location", sa.String, nullable=False),
        sa.Column("zone", sa.String, nullable=False),
        sa.Column("starts_at", sa.BigInteger),
        sa.Column("ends_at", sa.BigInteger),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("organiser", sa.Integer),
        sa.PrimaryKeyConstraint("number", name="pk_session"),
        sa.ForeignKeyConstraint(["organiser"], ["person.number"], name="fk_session_organiser"),
        sa.CheckConstraint("status IN ('proposed', 'confirmed', 'held', 'cancelled')", name="ck_session_status"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_session_organiser", "session", ["organiser"])
    op.create_index("ix_session_status_ends_at", "session", ["status", "ends_at"])
    op.create_table(
        "session_person",
        sa.Column("session", sa.Integer, nullable=False),
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("part", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("why", sa.String, nullable=False),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.Column("has_come", sa.Boolean),
        sa.PrimaryKeyConstraint("session", "person", name="pk_session_person"),
        sa.ForeignKeyConstraint(["session"], ["session.number"], name="fk_session_person_session", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_session_person_person"),
        sa.CheckConstraint("part IN ('partner', 'participant')", name="ck_session_person_part"),
        sa.CheckConstraint("state IN ('asked', 'in', 'out')", name="ck_session_person_state"),
    )
    op.create_index("ix_session_person_person", "session_person", ["person"])
