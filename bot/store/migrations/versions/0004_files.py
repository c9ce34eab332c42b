"""Files behind links that expire."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Adds the table."""
    op.create_table(
        "file",
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("person", sa.Integer),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("media_type", sa.String, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_file"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_file_person"),
    )
    op.create_index("ix_file_person", "file", ["person"])
