"""Experts, what they are asked and answer, what was approved of it, and who wants to be told."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """All new tables."""
    _experts()
    _entries()
    _escalations()


def _experts() -> None:
    op.create_table(
        "expert",
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("languages", sa.String, nullable=False),
        sa.Column("branches", sa.String, nullable=False),
        sa.Column("starts", sa.Time, nullable=False),
        sa.Column("ends", sa.Time, nullable=False),
        sa.Column("days", sa.String, nullable=False),
        sa.Column("cap", sa.Integer, nullable=False),
        sa.Column("takes_any", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_expert"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_expert_person"),
    )
    op.create_table(
        "topic",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("encoder", sa.String, nullable=False),
        sa.Column("vector", sa.LargeBinary),
        sa.PrimaryKeyConstraint("number", name="pk_topic"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_topic_person"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_topic_person", "topic", ["person"])
    op.create_table(
        "absence",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("substitute", sa.Integer),
        sa.PrimaryKeyConstraint("number", name="pk_absence"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_absence_person"),
        sa.ForeignKeyConstraint(["substitute"], ["person.number"], name="fk_absence_substitute"),
    )
    op.create_index("ix_absence_person", "absence", ["person"])
    op.create_index("ix_absence_substitute", "absence", ["substitute"])
    op.create_table(
        "quiet_period",
        sa.Column("organisation", sa.String, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("organisation", "since", name="pk_quiet_period"),
    )


def _entries() -> None:
    op.create_table(
        "entry",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("question", sa.String, nullable=False),
        sa.Column("answer", sa.String, nullable=False),
        sa.Column("sources", sa.String, nullable=False),
        sa.Column("author", sa.Integer),
        sa.Column("author_name", sa.String, nullable=False),
        sa.Column("approver", sa.Integer),
        sa.Column("audience", sa.String, nullable=False),
        sa.Column("written_on", sa.Date, nullable=False),
        sa.Column("valid_until", sa.Date),
        sa.Column("escalation", sa.Integer),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("encoder", sa.String, nullable=False),
        sa.Column("vectors", sa.LargeBinary),
        sa.PrimaryKeyConstraint("number", name="pk_entry"),
        sa.CheckConstraint("state IN ('proposed', 'returned', 'published', 'withdrawn')", name="ck_entry_state"),
        sa.ForeignKeyConstraint(["approver"], ["person.number"], name="fk_entry_approver"),
        sa.ForeignKeyConstraint(["author"], ["person.number"], name="fk_entry_author"),
        sa.UniqueConstraint("escalation", name="uq_entry_escalation"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_entry_author", "entry", ["author"])
    op.create_index("ix_entry_revision", "entry", ["revision"])
    op.create_index("ix_entry_approver", "entry", ["approver"])
    op.create_table(
        "revision",
        sa.Column("name", sa.String, nullable=False),
        sa.Column("value", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_revision"),
    )
    op.create_table(
        "given_entry",
        sa.Column("entry", sa.Integer, nullable=False),
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("given_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("entry", "person", name="pk_given_entry"),
        sa.ForeignKeyConstraint(["entry"], ["entry.number"], name="fk_given_entry_entry"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_given_entry_person"),
    )
    op.create_table(
        "wish",
        sa.Column("question", sa.Integer, nullable=False),
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("wished_at", sa.BigInteger, nullable=False),
        sa.Column("told_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("question", name="pk_wish"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_wish_person"),
        sa.ForeignKeyConstraint(["question"], ["question.number"], name="fk_wish_question", ondelete="CASCADE"),
    )
    op.create_index("ix_wish_person", "wish", ["person"])


def _escalations() -> None:
    op.create_table(
        "escalation",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("tried", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("asker", sa.Integer),
        sa.Column("organisation", sa.String, nullable=False),
        sa.Column("branch", sa.String, nullable=False),
        sa.Column("is_urgent", sa.Boolean, nullable=False),
        sa.Column("may_share", sa.Boolean, nullable=False),
        sa.Column("owner", sa.Integer),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sa.Column("freed_at", sa.BigInteger, nullable=False),
        sa.Column("taken_at", sa.BigInteger),
        sa.Column("answered_at", sa.BigInteger),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("answer", sa.String, nullable=False),
        sa.Column("answer_language", sa.String, nullable=False),
        sa.Column("sources", sa.String, nullable=False),
        sa.Column("valid_until", sa.Date),
        sa.Column("audience", sa.String, nullable=False),
        sa.Column("shows_author", sa.Boolean, nullable=False),
        sa.Column("is_solved", sa.Boolean, nullable=False),
        sa.Column("is_late", sa.Boolean, nullable=False),
        sa.Column("next_days", sa.Integer, nullable=False),
        sa.Column("coordinator_days", sa.Integer, nullable=False),
        sa.Column("owner_days", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_escalation"),
        sa.CheckConstraint("state IN ('open', 'taken', 'answered', 'shared', 'withdrawn')", name="ck_escalation_state"),
        sa.ForeignKeyConstraint(["asker"], ["person.number"], name="fk_escalation_asker"),
        sa.ForeignKeyConstraint(["owner"], ["person.number"], name="fk_escalation_owner"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_escalation_state", "escalation", ["state"])
    op.create_index("ix_escalation_asker", "escalation", ["asker"])
    op.create_index("ix_escalation_owner", "escalation", ["owner"])
    op.create_table(
        "sealed",
        sa.Column("escalation", sa.Integer, nullable=False),
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("question", sa.String, nullable=False),
        sa.Column("token", sa.String, nullable=False),
        sa.Column("heard", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("escalation", name="pk_sealed"),
        sa.ForeignKeyConstraint(["escalation"], ["escalation.number"], name="fk_sealed_escalation", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_sealed_person"),
    )
    op.create_index("ix_sealed_person", "sealed", ["person"])
    op.create_table(
        "offer",
        sa.Column("escalation", sa.Integer, nullable=False),
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("why", sa.String, nullable=False),
        sa.Column("score", sa.Integer, nullable=False),
        sa.Column("offered_at", sa.BigInteger, nullable=False),
        sa.Column("digest_on", sa.Date),
        sa.Column("is_shown", sa.Boolean, nullable=False),
        sa.Column("wakes_on", sa.Date),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("heard", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("escalation", "person", name="pk_offer"),
        sa.CheckConstraint("state IN ('offered', 'declined', 'passed')", name="ck_offer_state"),
        sa.ForeignKeyConstraint(["escalation"], ["escalation.number"], name="fk_offer_escalation", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_offer_person"),
    )
    op.create_index("ix_offer_person", "offer", ["person"])
    op.create_table(
        "said",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("escalation", sa.Integer, nullable=False),
        sa.Column("person", sa.Integer),
        sa.Column("is_asker", sa.Boolean, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("said_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_said"),
        sa.ForeignKeyConstraint(["escalation"], ["escalation.number"], name="fk_said_escalation", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_said_person"),
    )
    op.create_index("ix_said_escalation", "said", ["escalation"])
    op.create_index("ix_said_person", "said", ["person"])
    op.create_table(
        "draft",
        sa.Column("escalation", sa.Integer, nullable=False),
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("sources", sa.String, nullable=False),
        sa.Column("valid_until", sa.Date),
        sa.Column("audience", sa.String, nullable=False),
        sa.Column("shows_author", sa.Boolean, nullable=False),
        sa.Column("is_from_material", sa.Boolean, nullable=False),
        sa.Column("kept_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("escalation", "person", name="pk_draft"),
        sa.ForeignKeyConstraint(["escalation"], ["escalation.number"], name="fk_draft_escalation", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_draft_person"),
    )
    op.create_index("ix_draft_person", "draft", ["person"])
    op.create_table(
        "policy",
        sa.Column("name", sa.String, nullable=False),
        sa.Column("value", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_policy"),
    )
