"""A person has several addresses, a conversation a route and an end, a coordinator a scope; files, links and an audit."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Everybody met so far was met at the terminal, in private, and keeps that address as the preferred one."""
    _added("address", sa.Column("is_preferred", sa.Boolean, nullable=False, server_default=sa.true()))
    _roles()
    _added("lane", sa.Column("route", sa.String, nullable=False, server_default=""))
    _added("lane", sa.Column("closed", sa.String, nullable=False, server_default=""))
    _added("inbox", sa.Column("token", sa.String, nullable=False, server_default=""))
    _added("outbox", sa.Column("is_uncertain", sa.Boolean, nullable=False, server_default=sa.false()))
    op.execute("ALTER TABLE question RENAME COLUMN lane TO talk")
    _added("question", sa.Column("place", sa.String, nullable=False, server_default="private"))
    _audit()


def _added(table: str, column: sa.Column[object]) -> None:
    """A column whose default is for the rows that are there already, and for no other."""
    op.add_column(table, column)
    with op.batch_alter_table(table) as altered:
        altered.alter_column(column.name, server_default=None)


def _roles() -> None:
    given = op.get_bind().execute(sa.text("SELECT person, role FROM role_of")).all()
    op.drop_table("role_of")
    table = op.create_table(
        "role_of",
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("reach", sa.String, nullable=False),
        sa.Column("reach_value", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("person", "role", "reach", "reach_value", name="pk_role_of"),
        sa.ForeignKeyConstraint(["person"], ["person.number"], name="fk_role_of_person"),
    )
    op.bulk_insert(table, [{"person": row.person, "role": row.role, "reach": "", "reach_value": ""} for row in given])


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.Integer),
        sa.Column("subject", sa.Integer),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("detail", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit"),
        sa.ForeignKeyConstraint(["actor"], ["person.number"], name="fk_audit_actor"),
        sa.ForeignKeyConstraint(["subject"], ["person.number"], name="fk_audit_subject"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
