"""On which morning a coordinator was told that somebody cannot be reached."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Nobody knows it of those told before: they stand in no digest."""
    op.add_column("told_away", sa.Column("told_on", sa.Date))
