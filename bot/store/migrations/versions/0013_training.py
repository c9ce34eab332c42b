"""Who is in which training module, and which checks they have passed."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Two tables."""
    op.create_table(
        "enrolment",
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("module", sa.String, nullable=False),
        sa.Column("lesson", sa.String, nullable=False),
        sa.Column("begun_at", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.Column("done_at", sa.BigInteger),
        sa.Column("exercise", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("person", "module", name="pk_enrolment"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_enrolment_person"),
    )
    op.create_table(
        "checked",
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("module", sa.String, nullable=False),
        sa.Column("lesson", sa.String, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("checked_at", sa.BigInteger, nullable=False),
        sa.Column("passed_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("person", "module", "lesson", name="pk_checked"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_checked_person"),
    )
