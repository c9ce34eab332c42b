"""A workspace belongs to an organisation."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "workspace",
        sa.Column("platform", sa.String, nullable=False),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("organisation", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("platform", "id", name="pk_workspace"),
    )
