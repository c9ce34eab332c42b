"""Sparring: sessions, who takes part in them, votes on times, and what is prepared and agreed."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Nine tables."""
    _sessions()
    _votes()
    _results()


def _sessions() -> None:
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
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.Column("has_come", sa.Boolean),
        sa.PrimaryKeyConstraint("session", "person", name="pk_session_person"),
        sa.ForeignKeyConstraint(["session"], ["session.number"], name="fk_session_person_session", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_session_person_person"),
        sa.CheckConstraint("part IN ('partner', 'participant')", name="ck_session_person_part"),
        sa.CheckConstraint("state IN ('asked', 'knocked', 'in', 'out')", name="ck_session_person_state"),
    )
    op.create_index("ix_session_person_person", "session_person", ["person"])
    op.create_table(
        "sparring_partner",
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("monthly_cap", sa.Integer, nullable=False),
        sa.Column("offered_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_sparring_partner"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_sparring_partner_person"),
    )


def _votes() -> None:
    op.create_table(
        "ballot",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("session", sa.Integer, nullable=False),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sa.Column("closes_at", sa.BigInteger, nullable=False),
        sa.Column("closed_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("number", name="pk_ballot"),
        sa.ForeignKeyConstraint(["session"], ["session.number"], name="fk_ballot_session", ondelete="CASCADE"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_ballot_session", "ballot", ["session"])
    op.create_table(
        "time_option",
        sa.Column("ballot", sa.Integer, nullable=False),
        sa.Column("starts_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("ballot", "starts_at", name="pk_time_option"),
        sa.ForeignKeyConstraint(["ballot"], ["ballot.number"], name="fk_time_option_ballot", ondelete="CASCADE"),
    )
    op.create_table(
        "vote",
        sa.Column("ballot", sa.Integer, nullable=False),
        sa.Column("starts_at", sa.BigInteger, nullable=False),
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("says", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("ballot", "starts_at", "person", name="pk_vote"),
        sa.ForeignKeyConstraint(["ballot"], ["ballot.number"], name="fk_vote_ballot", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_vote_person"),
        sa.CheckConstraint("says IN ('yes', 'maybe', 'no')", name="ck_vote_says"),
    )
    op.create_index("ix_vote_person", "vote", ["person"])


def _results() -> None:
    op.create_table(
        "prepared",
        sa.Column("session", sa.Integer, nullable=False),
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("asked", sa.String, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("session", "person", "asked", name="pk_prepared"),
        sa.ForeignKeyConstraint(["session"], ["session.number"], name="fk_prepared_session", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_prepared_person"),
    )
    op.create_index("ix_prepared_person", "prepared", ["person"])
    op.create_table(
        "session_note",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("session", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("person", sa.Integer),
        sa.Column("written_at", sa.BigInteger, nullable=False),
        sa.Column("may_share", sa.Boolean, nullable=False),
        sa.Column("is_used", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_session_note"),
        sa.ForeignKeyConstraint(["session"], ["session.number"], name="fk_session_note_session", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_session_note_person"),
        sa.CheckConstraint("kind IN ('notes', 'outcome')", name="ck_session_note_kind"),
        sqlite_autoincrement=True,
    )
    for name in ("session", "person"):
        op.create_index(f"ix_session_note_{name}", "session_note", [name])
    op.create_table(
        "session_step",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("session", sa.Integer, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("owner", sa.Integer),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("done_at", sa.BigInteger),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_session_step"),
        sa.ForeignKeyConstraint(["session"], ["session.number"], name="fk_session_step_session", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["owner"], ["person.number"], name="fk_session_step_owner"),
        sqlite_autoincrement=True,
    )
    for name in ("session", "owner"):
        op.create_index(f"ix_session_step_{name}", "session_step", [name])
