"""What is on its way into knowledge."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Entries that wait for their asker, their expert or a coordinator."""
    op.create_table(
        "proposal",
        sa.Column("entry", sa.Integer, nullable=False),
        sa.Column("escalation", sa.Integer),
        sa.Column("replaces", sa.Integer),
        sa.Column("note", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("entry", name="pk_proposal"),
        sa.ForeignKeyConstraint(["entry"], ["entry.number"], name="fk_proposal_entry", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["escalation"], ["escalation.number"], name="fk_proposal_escalation", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["replaces"], ["entry.number"], name="fk_proposal_replaces", ondelete="CASCADE"),
    )
    op.create_index("ix_proposal_escalation", "proposal", ["escalation"])
    op.create_index("ix_proposal_replaces", "proposal", ["replaces"])
