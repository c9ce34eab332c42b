"""Slack: how far each private conversation has been heard, and the workspaces that installed Sparri."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Nobody was on Slack before."""
    op.create_table(
        "slack_heard",
        sa.Column("workspace", sa.String, nullable=False),
        sa.Column("conversation", sa.String, nullable=False),
        sa.Column("member", sa.String, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "conversation", name="pk_slack_heard"),
    )
    op.create_index("ix_slack_heard_member", "slack_heard", ["member"])
    op.create_table(
        "slack_installation",
        sa.Column("team", sa.String, nullable=False),
        sa.Column("bot_user", sa.String, nullable=False),
        sa.Column("bot_id", sa.String, nullable=False),
        sa.Column("token", sa.String, nullable=False),
        sa.Column("installed_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("team", name="pk_slack_installation"),
    )
    op.create_table(
        "slack_state",
        sa.Column("state", sa.String, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("state", name="pk_slack_state"),
    )
