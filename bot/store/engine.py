"""The database behind everything: SQLite by default, PostgreSQL by URL. What differs between the two is in this file."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, OperationalError

from bot.store.keeping import Periods

LOST_RACES = {"40001", "40P01", "23505"}
"""serialization failure, deadlock, and a key that somebody else added at the same time"""


class StoreError(Exception):
    """The database cannot be used; the text is one sentence for a person, with what to do."""


class Conflict(Exception):
    """Another transaction was faster; run the whole thing again."""


class Session:
    """The transactions of one turn: closed reads first, then one write that lasts to the end of the turn."""

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._writing: Connection | None = None
        self._ending: Any = None

    @property
    def periods(self) -> Periods:
        """How long things are kept in this database."""
        return self._store.periods

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A read transaction, closed at the end of the block; once the turn writes, the write connection instead."""
        if self._writing is not None:
            yield self._writing
        else:
            with self._store.reading() as conn:
                yield conn

    def write(self) -> Connection:
        """The turn's write transaction, opened at the first call. Check again here what was read before."""
        if self._writing is None:
            ending = self._store.writing()
            self._writing = ending.__enter__()
            self._ending = ending
        return self._writing

    def end(self, error: BaseException | None = None) -> None:
        """Commits what was written, or rolls it back for an error. Raises Conflict when the race was lost."""
        ending, self._ending, self._writing = self._ending, None, None
        if ending is not None:
            ending.__exit__(type(error) if error else None, error, error.__traceback__ if error else None)


class Store:
    """One database. `url` is SQLAlchemy's: sqlite:///path or postgresql+psycopg://…; StoreError if it makes no sense.
    `periods` says how long things are kept in it."""

    def __init__(self, url: str, periods: Periods = Periods()) -> None:  # noqa: B008  it is frozen
        self.periods = periods
        try:
            self.url = make_url(url)
            self.is_sqlite = self.url.get_backend_name() == "sqlite"
            if not self.is_sqlite and self.url.get_backend_name() != "postgresql":
                raise StoreError(f"{self} is neither SQLite nor PostgreSQL; use sqlite:///… or postgresql+psycopg://….")
            self.engine = (
                _sqlite(url) if self.is_sqlite else create_engine(url, pool_pre_ping=True, hide_parameters=True)
            )
        except (ArgumentError, ValueError) as error:
            raise StoreError("The database address is not one; use sqlite:///… or postgresql+psycopg://….") from error
        except ModuleNotFoundError as error:
            raise StoreError(
                f"For this database Python lacks {error.name}: run `.venv/bin/pip install -e '.[postgresql]'`."
            ) from error
        self._reading = self._with("REPEATABLE READ", read_only=True)
        self._writing = self._with("SERIALIZABLE")
        # SQLite lets whoever waits for its lock sleep, longer each time: under load some would wait for seconds
        self._turn = threading.RLock() if self.is_sqlite else nullcontext()

    def __str__(self) -> str:
        return self.url.render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of everything and holds nobody up."""
        with self._transaction(self._reading) as conn:
            yield conn

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction as if it were alone; commits, or rolls back on an exception. Raises Conflict."""
        with self._turn, self._transaction(self._writing) as conn:
            yield conn

    @contextmanager
    def claiming(self) -> Iterator[Connection]:
        """A short transaction for delivery's claims, which lock their rows themselves (READ COMMITTED)."""
        with self._turn, self._transaction(self.engine) as conn:
            yield conn

    @contextmanager
    def session(self) -> Iterator[Session]:
        """The transactions of one turn, committed at the end of the block or rolled back on an exception."""
        session = Session(self)
        try:
            yield session
        except BaseException as error:
            session.end(error)
            raise
        session.end()

    def scrub(self) -> None:
        """Takes what was erased out of SQLite's log too, which else keeps it for a while; PostgreSQL vacuums by itself."""
        if self.is_sqlite:
            with self.engine.connect() as conn:
                driver: Any = conn.connection.driver_connection
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Lets the connections go."""
        self.engine.dispose()

    def _with(self, level: str, read_only: bool = False) -> Engine:
        if self.is_sqlite:
            return self.engine.execution_options(read_only=read_only)
        return self.engine.execution_options(isolation_level=level, postgresql_readonly=read_only)

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        try:
            with engine.begin() as conn:
                yield conn
        except DatabaseError as error:
            raise self.explained(error) from error

    def explained(self, error: DBAPIError) -> Exception:
        """What a database's error means for us: Conflict, StoreError, or the error itself."""
        if getattr(error.orig, "sqlstate", None) in LOST_RACES:
            return Conflict(str(error.orig))
        is_broken = type(error.orig) is sqlite3.DatabaseError
        if not isinstance(error, OperationalError) and not is_broken:
            return error
        said = str(error.orig).strip().split("\n")[0]
        advice = "Check its server and address"
        if self.is_sqlite and "locked" in said:
            advice = "Another program holds it: close that one and try again"
        elif self.is_sqlite:
            advice = "Check that its directory exists and may be written and that the disk is not full"
            if is_broken:
                advice = "Put a copy from a backup in its place, or move it away to begin anew"
        return StoreError(f"The database {self} cannot be used ({said}). {advice}.")


def insert_once(conn: Connection, table: Table, **values: object) -> bool:
    """Inserts a row unless one with its key is there; whether it did."""
    insert = sqlite.insert if conn.dialect.name == "sqlite" else postgresql.insert
    adding = insert(table).values(**values).on_conflict_do_nothing()
    # rowcount would not tell: SQLAlchemy adds a RETURNING of its own for generated keys, and leaves it at -1.
    return conn.execute(adding.returning(*table.primary_key)).first() is not None


def _sqlite(url: str) -> Engine:
    path = make_url(url).database
    if not path or path == ":memory:":
        raise StoreError("The database must be a file: sqlite:///path.")
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "do_connect", _made)
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _begun)
    return engine


def _made(_dialect: object, _record: object, arguments: list[str], _more: object) -> None:
    """A new file is for its owner alone, as SQLite's log beside it is then too; what is wrong with it SQLite says itself."""
    with suppress(OSError):
        Path(arguments[0]).touch(mode=0o600)


def _connected(connection: Any, _record: Any) -> None:
    # The driver would begin transactions itself, after the SELECT they should hold: updates get lost silently.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begun(conn: Connection) -> None:
    # A deferred BEGIN that writes later fails at once with "database is locked": busy_timeout does not cover it.
    conn.exec_driver_sql("BEGIN" if conn.get_execution_options().get("read_only") else "BEGIN IMMEDIATE")


def sqlite_path(store: Store) -> Path | None:
    """Where the database file is; None for PostgreSQL."""
    return Path(store.url.database or "") if store.is_sqlite else None
