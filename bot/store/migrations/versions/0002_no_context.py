"""A question no longer keeps the texts of those before it: what is deleted must not live on in another row."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Drops the column, copies and all."""
    op.drop_column("question", "context")
