"""Risk sheets, and the risks in them."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Two tables."""
    op.create_table(
        "risk_sheet",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("objective", sa.String, nullable=False),
        sa.Column("success", sa.String, nullable=False),
        sa.Column("maker", sa.Integer),
        sa.Column("session", sa.Integer),
        sa.Column("numbered", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_risk_sheet"),
        sa.ForeignKeyConstraint(["maker"], ["person.number"], name="fk_risk_sheet_maker"),
        sa.ForeignKeyConstraint(["session"], ["session.number"], name="fk_risk_sheet_session", ondelete="SET NULL"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_risk_sheet_maker", "risk_sheet", ["maker"])
    op.create_index("ix_risk_sheet_session", "risk_sheet", ["session"])
    op.create_table(
        "risk",
        sa.Column("sheet", sa.Integer, nullable=False),
        sa.Column("nth", sa.Integer, nullable=False),
        sa.Column("words", sa.String, nullable=False),
        sa.Column("sits_in", sa.String, nullable=False),
        sa.Column("likelihood", sa.Integer),
        sa.Column("consequence", sa.Integer),
        sa.Column("measure", sa.String, nullable=False),
        sa.Column("responsible", sa.String, nullable=False),
        sa.Column("bearer", sa.String, nullable=False),
        sa.Column("prompt", sa.String),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("sheet", "nth", name="pk_risk"),
        sa.ForeignKeyConstraint(["sheet"], ["risk_sheet.number"], name="fk_risk_sheet", ondelete="CASCADE"),
        sa.CheckConstraint("sits_in IN ('object', 'parties', 'process', 'market')", name="ck_risk_sits_in"),
        sa.CheckConstraint("likelihood BETWEEN 1 AND 5", name="ck_risk_likelihood"),
        sa.CheckConstraint("consequence BETWEEN 1 AND 5", name="ck_risk_consequence"),
        sa.CheckConstraint("bearer IN ('', 'buyer', 'supplier', 'shared')", name="ck_risk_bearer"),
        sa.UniqueConstraint("sheet", "prompt", name="uq_risk_sheet_prompt"),
    )
