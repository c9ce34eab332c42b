"""One process serves from a SQLite file, and nobody restores into it meanwhile."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from bot.store import Store, StoreError
from bot.store.engine import sqlite_path


@contextmanager
def alone(store: Store) -> Iterator[bool]:
    """Holds the file; False for PostgreSQL, which several share. Raises StoreError if another process holds it."""
    path = sqlite_path(store)
    if path is None:
        yield False
        return
    with path.with_name(path.name + ".serving").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(
                f"Another Sparri serves from {path} already: stop it first, or use PostgreSQL for several."
            ) from None
        yield True
