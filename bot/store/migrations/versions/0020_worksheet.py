"""Worksheets of branches and organisations: every change of a line, who was told of which step, and models for others."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Three tables."""
    op.create_table(
        "worksheet_change",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("for_whom", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("line", sa.String, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("meaning", sa.String, nullable=False),
        sa.Column("named", sa.String, nullable=False),
        sa.Column("responsible", sa.Integer),
        sa.Column("next_step", sa.String, nullable=False),
        sa.Column("due_on", sa.Date),
        sa.Column("is_done", sa.Boolean, nullable=False),
        sa.Column("is_undo", sa.Boolean, nullable=False),
        sa.Column("changed_by", sa.Integer),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_worksheet_change"),
        sa.ForeignKeyConstraint(["responsible"], ["person.number"], name="fk_worksheet_change_responsible"),
        sa.ForeignKeyConstraint(["changed_by"], ["person.number"], name="fk_worksheet_change_changed_by"),
        sa.UniqueConstraint("for_whom", "line", "revision", name="uq_worksheet_change_for_whom_line_revision"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_worksheet_change_responsible", "worksheet_change", ["responsible"])
    op.create_index("ix_worksheet_change_changed_by", "worksheet_change", ["changed_by"])
    op.create_table(
        "worksheet_told",
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("for_whom", sa.String, nullable=False),
        sa.Column("line", sa.String, nullable=False),
        sa.Column("what", sa.String, nullable=False),
        sa.Column("told_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("person", "for_whom", "line", "what", name="pk_worksheet_told"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_worksheet_told_person"),
        sa.CheckConstraint("what IN ('due', 'again')", name="ck_worksheet_told_what"),
    )
    op.create_table(
        "worksheet_model",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("for_whom", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("line", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("did", sa.String, nullable=False),
        sa.Column("fits", sa.String, nullable=False),
        sa.Column("needed", sa.String, nullable=False),
        sa.Column("result", sa.String, nullable=False),
        sa.Column("link", sa.String, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("sent_at", sa.BigInteger, nullable=False),
        sa.Column("author", sa.Integer),
        sa.Column("entry", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_worksheet_model"),
        sa.ForeignKeyConstraint(["author"], ["person.number"], name="fk_worksheet_model_author"),
        sa.CheckConstraint(
            "state IN ('draft', 'proposed', 'returned', 'published', 'withdrawn')", name="ck_worksheet_model_state"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_worksheet_model_author", "worksheet_model", ["author"])
