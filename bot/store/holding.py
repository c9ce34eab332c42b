"""Who serves from a database, and that nobody puts a backup into it meanwhile."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from bot.store.engine import Store, StoreError, sqlite_path

_SERVED = 5_772_152
"""PostgreSQL's advisory lock: whoever serves or works shares it, whoever restores has it alone."""


@contextmanager
def served(store: Store) -> Iterator[bool]:
    """Holds the database while the block serves from it: a SQLite file alone, which is then True, PostgreSQL with others.
    Raises StoreError if another process has the file, or a backup is being put back."""
    if store.is_sqlite:
        with _file_alone(store):
            yield True
    else:
        with _locked(store, "pg_try_advisory_lock_shared", "A backup is being put back: start again when it is done."):
            yield False


@contextmanager
def stopped(store: Store) -> Iterator[None]:
    """Sees to it that nobody serves from the database during the block. Raises StoreError if somebody does."""
    if store.is_sqlite:
        with _file_alone(store):
            yield
    else:
        busy = "Sparri still serves from it or works on it: stop every `sparri serve` and `sparri work` first."
        with _locked(store, "pg_try_advisory_lock", busy):
            yield


@contextmanager
def _locked(store: Store, lock: str, otherwise: str) -> Iterator[None]:
    """Holds the advisory lock on a connection of its own, which is closed for good: a pooled one would keep the lock."""
    try:
        conn = store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    except DatabaseError as error:
        raise store.explained(error) from error
    with conn:
        conn.detach()
        if not conn.execute(text(f"SELECT {lock}(:key)"), {"key": _SERVED}).scalar():
            raise StoreError(f"The database {store} is in use. {otherwise}")
        yield


@contextmanager
def _file_alone(store: Store) -> Iterator[None]:
    path = sqlite_path(store)
    assert path
    with path.with_name(path.name + ".serving").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(
                f"Another Sparri serves from {path} already: stop it first, or use PostgreSQL for several."
            ) from None
        yield
