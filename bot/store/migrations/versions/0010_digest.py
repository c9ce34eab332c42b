"""Which morning digests were sent."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """One table."""
    op.create_table(
        "digest",
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("lane", sa.String, nullable=False),
        sa.Column("sent_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("person", "day", name="pk_digest"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_digest_person"),
    )
