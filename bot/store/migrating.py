"""Brings a database to the schema of this program, once, whoever else starts at the same time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DatabaseError

from bot.store.engine import Store, StoreError, sqlite_path

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 5_772_151


def known() -> list[str]:
    """The revisions this program knows, oldest first: the first four characters of the files' names."""
    return sorted(path.stem[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def current(conn: Connection) -> str | None:
    """The revision of a database; None for one without tables of ours."""
    if not inspect(conn).has_table("alembic_version"):
        return None
    revision: str | None = conn.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


def migrate(store: Store) -> None:
    """Runs the missing migrations in one transaction; StoreError if the schema is newer than the program."""
    with alone(store) as conn:
        revision = current(conn)
        refuse_newer(store, revision)
        if revision != known()[-1]:
            upgrade(conn)
            if has_strays(conn):
                raise StoreError(f"The database {store} has rows that hang on nothing: put a backup in its place.")


def has_strays(conn: Connection) -> bool:
    """Whether rows hang on others that are not there, which SQLite does not see by itself while its keys rest."""
    return conn.dialect.name == "sqlite" and conn.exec_driver_sql("PRAGMA foreign_key_check").first() is not None


def refuse_newer(store: Store, revision: str | None) -> None:
    """Raises StoreError for a revision of a database that this program does not know."""
    if revision is not None and revision not in known():
        raise StoreError(
            f"The database {store} belongs to a newer Sparri (schema {revision}, this one knows {known()[-1]}): "
            "update Sparri, or set SPARRI_DATABASE_URL to another database."
        )


def upgrade(conn: Connection, revision: str = "head") -> None:
    """Runs the migrations up to a revision on a connection, in its transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = conn
    command.upgrade(config, revision)


@contextmanager
def alone(store: Store) -> Iterator[Connection]:
    """A transaction that may change the schema: no other process is in one meanwhile. Raises StoreError."""
    try:
        with _file_lock(store), store.engine.connect() as conn, _unkeyed(store, conn), conn.begin():
            if not store.is_sqlite:
                conn.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            yield conn
    except DatabaseError as error:
        raise store.explained(error) from error


@contextmanager
def _file_lock(store: Store) -> Iterator[None]:
    """For SQLite, a file lock beside the database; PostgreSQL has a lock of its own."""
    path = sqlite_path(store)
    if path is None:
        yield
        return
    # The first connection switches the file to WAL, and for that SQLite does not wait for others: "database is locked".
    try:
        file = path.with_name(path.name + ".lock").open("a")
    except OSError as error:
        raise StoreError(
            f"The directory of the database {store} cannot be written ({error.strerror}). "
            "Make it, give yourself the right to write there, or set SPARRI_DATA to another."
        ) from error
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def _unkeyed(store: Store, conn: Connection) -> Iterator[None]:
    """SQLite alters a table by making it anew, and would take the rows that hang on it along: its keys rest meanwhile.

    That can only be said outside a transaction; so whoever changes it asks `has_strays` at the end.
    """
    driver: Any = conn.connection.driver_connection
    if store.is_sqlite:
        driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        if store.is_sqlite:
            driver.execute("PRAGMA foreign_keys=ON")
