"""When somebody wants to be reminded, and of what."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Two tables."""
    op.create_table(
        "reminding_hours",
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("opens", sa.Time, nullable=False),
        sa.Column("closes", sa.Time, nullable=False),
        sa.Column("days", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_reminding_hours"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_reminding_hours_person"),
    )
    op.create_table(
        "reminding",
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("is_off", sa.Boolean, nullable=False),
        sa.Column("not_before", sa.Date),
        sa.PrimaryKeyConstraint("person", "kind", name="pk_reminding"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_reminding_person"),
    )
