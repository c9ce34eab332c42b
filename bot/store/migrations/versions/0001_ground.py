"""People, their questions, and delivery."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes the tables of the first version."""
    _people()
    _questions()
    _inbox()
    _outbox()


def _people() -> None:
    op.create_table(
        "person",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("organisation", sa.String, nullable=False),
        sa.Column("branch", sa.String),
        sa.Column("zone", sa.String, nullable=False),
        sa.Column("welcomed", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_person"),
    )
    op.create_table(
        "role_of",
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("person", "role", name="pk_role_of"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_role_of_person"),
    )
    op.create_table(
        "address",
        sa.Column("platform", sa.String, nullable=False),
        sa.Column("workspace", sa.String, nullable=False),
        sa.Column("member", sa.String, nullable=False),
        sa.Column("conversation", sa.String, nullable=False),
        sa.Column("person", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("platform", "workspace", "member", name="pk_address"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_address_person"),
    )
    op.create_index("ix_address_person", "address", ["person"])


def _questions() -> None:
    op.create_table(
        "question",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("lane", sa.String, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("context", sa.JSON, nullable=False),
        sa.Column("answer", sa.JSON),
        sa.Column("rests_on", sa.String, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.Column("feedback", sa.String, nullable=False),
        sa.Column("feedback_reason", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_question"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_question_person"),
        sa.CheckConstraint("state IN ('held', 'asked', 'deleted')", name="ck_question_state"),
    )
    op.create_index("ix_question_person", "question", ["person", "number"])


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("conversation", sa.String, nullable=False),
        sa.Column("payload", sa.String),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("lease_until_at", sa.BigInteger, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("error", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_inbox"),
        sa.UniqueConstraint("key", name="uq_inbox_key"),
        sa.CheckConstraint("state IN ('due', 'taken', 'done', 'aside')", name="ck_inbox_state"),
    )
    op.create_index("ix_inbox_state_conversation", "inbox", ["state", "conversation"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.String),
        sa.Column("slot", sa.String, nullable=False),
        sa.Column("lane", sa.String, nullable=False),
        sa.Column("address", sa.String, nullable=False),
        sa.Column("payload", sa.String),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("drop_after_at", sa.BigInteger),
        sa.Column("must", sa.Boolean, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("token", sa.String, nullable=False),
        sa.Column("remote_id", sa.String),
        sa.Column("error", sa.String, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
        sa.CheckConstraint(
            "state IN ('due', 'sending', 'sent', 'failed', 'expired', 'cancelled')", name="ck_outbox_state"
        ),
    )
    op.create_index("ix_outbox_lane_state", "outbox", ["lane", "state", "due_at"])
    op.create_index("ix_outbox_lane_slot", "outbox", ["lane", "slot"])
    op.create_table(
        "lane",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("next_at", sa.BigInteger, nullable=False),
        sa.Column("lease_until_at", sa.BigInteger, nullable=False),
        sa.Column("token", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lane"),
    )
