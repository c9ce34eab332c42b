"""Who has confirmed their organisation, what a workspace is called, and who was told that somebody cannot be reached."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Nobody has confirmed anything so far, and no coordinator was told of anybody."""
    op.add_column("person", sa.Column("organisation_confirmed_at", sa.BigInteger))
    op.add_column("workspace", sa.Column("name", sa.String, nullable=False, server_default=""))
    with op.batch_alter_table("workspace") as altered:
        altered.alter_column("name", server_default=None)
    op.create_table(
        "told_away",
        sa.Column("coordinator", sa.Integer, nullable=False),
        sa.Column("person", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("coordinator", "person", name="pk_told_away"),
        sa.ForeignKeyConstraint(["coordinator"], ["person.number"], name="fk_told_away_coordinator"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_told_away_person"),
    )
