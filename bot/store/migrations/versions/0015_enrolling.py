"""Enrolling others, with a day until when; and exercises sent to a coordinator."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Three tables, and what is known of an enrolment."""
    op.create_table(
        "enrolling",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("author", sa.Integer),
        sa.Column("module", sa.String, nullable=False),
        sa.Column("audience", sa.String, nullable=False),
        sa.Column("due_on", sa.Date),
        sa.Column("is_standing", sa.Boolean, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("drafted_at", sa.BigInteger, nullable=False),
        sa.Column("made_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("number", name="pk_enrolling"),
        sa.ForeignKeyConstraint(["author"], ["person.number"], name="fk_enrolling_author"),
        sa.CheckConstraint("state IN ('draft', 'made', 'undone', 'ended')", name=op.f("ck_enrolling_state")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_enrolling_author", "enrolling", ["author"])
    with op.batch_alter_table("enrolment") as table:
        table.alter_column("begun_at", existing_type=sa.BigInteger, nullable=True)
        table.add_column(sa.Column("enrolling", sa.Integer))
        table.add_column(sa.Column("enrolled_at", sa.BigInteger))
        table.add_column(sa.Column("told_on", sa.Date))
        table.add_column(sa.Column("due_on", sa.Date))
        table.add_column(sa.Column("stage", sa.Integer))
        table.add_column(sa.Column("reminded_on", sa.Date))
        table.add_column(sa.Column("is_nudged", sa.Boolean, nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("is_off", sa.Boolean, nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("not_before", sa.Date))
        table.create_foreign_key("fk_enrolment_enrolling", "enrolling", ["enrolling"], ["number"], ondelete="SET NULL")
    with op.batch_alter_table("enrolment") as table:  # the defaults are for the rows that are there already
        table.alter_column("is_nudged", server_default=None)
        table.alter_column("is_off", server_default=None)
    op.create_index("ix_enrolment_enrolling", "enrolment", ["enrolling"])
    op.create_index("ix_enrolment_due_on", "enrolment", ["due_on"])
    op.create_index("ix_enrolment_module", "enrolment", ["module"])
    op.create_table(
        "handed",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("module", sa.String, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("sent_at", sa.BigInteger, nullable=False),
        sa.Column("answered_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("number", name="pk_handed"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_handed_person"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_handed_person", "handed", ["person"])
    op.create_table(
        "handed_to",
        sa.Column("handed", sa.Integer, nullable=False),
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("told_on", sa.Date),
        sa.Column("answer", sa.String, nullable=False),
        sa.Column("answered_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("handed", "person", name="pk_handed_to"),
        sa.ForeignKeyConstraint(["handed"], ["handed.number"], name="fk_handed_to_handed", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_handed_to_person"),
    )
    op.create_index("ix_handed_to_person", "handed_to", ["person"])
