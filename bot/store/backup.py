"""A copy of everything in the database, in one file that SQLite and PostgreSQL read alike.

The file is a ZIP of one file a table, `person.jsonl`, with one JSON array a row, and of `sparri.json`, which says what is
there. It is read in one transaction, so that a live system goes on, and put back in one transaction, all or nothing.
"""

import json
import os
import tempfile
import zipfile
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    LargeBinary,
    MetaData,
    StaticPool,
    Table,
    create_engine,
    func,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import IntegrityError

from bot.store.engine import Store, StoreError
from bot.store.migrating import alone, current, has_strays, known, refuse_newer, upgrade

CONTENTS = "sparri.json"
FORMAT = 1
BATCH = 2_000
"""Rows that are read or written at once."""
_QUICK = 1
"""How hard the file is compressed: with more, a gigabyte takes longer than it may."""


@dataclass(frozen=True)
class Contents:
    """What a backup says of itself: `schema` is its revision, `columns` and `rows` are by table."""

    at: str
    program: str
    schema: str
    columns: dict[str, list[str]]
    rows: dict[str, int]
    format: int = FORMAT


def schema(revision: str) -> MetaData:
    """The tables as the migrations make them up to a revision, with types that belong to no single database."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    made = MetaData()
    with engine.begin() as conn:
        upgrade(conn, revision)
        made.reflect(conn)
    engine.dispose()
    made.remove(made.tables["alembic_version"])
    for table in made.tables.values():
        for column in table.columns:
            column.type = column.type.as_generic()
            if isinstance(column.type, JSON):
                column.type = JSON(none_as_null=True)
    return made


def write(store: Store, path: Path, at: datetime) -> Contents:
    """Writes a backup, in the place of one that stands there only when it is whole. Raises StoreError and OSError."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # made for the owner only
    try:
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_QUICK) as archive:
                contents = _written(store, archive, at)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _synced(path.parent)
    return contents


def _synced(directory: Path) -> None:
    """Makes sure that what was renamed in a directory survives a power cut."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _written(store: Store, archive: zipfile.ZipFile, at: datetime) -> Contents:
    with store.reading() as conn:
        revision = current(conn)
        if revision is None:
            raise StoreError(f"The database {store} is empty: there is nothing to back up yet.")
        refuse_newer(store, revision)
        tables = schema(revision).sorted_tables
        contents = Contents(
            at=at.astimezone(UTC).isoformat(timespec="seconds"),
            program=version("sparri"),
            schema=revision,
            columns={table.name: [column.name for column in table.columns] for table in tables},
            rows={table.name: _table_written(conn, table, archive) for table in tables},
        )
    archive.writestr(CONTENTS, json.dumps(asdict(contents), indent=1))
    return contents


def _table_written(conn: Connection, table: Table, archive: zipfile.ZipFile) -> int:
    """Writes one table; how many rows it has."""
    count = 0
    found = conn.execute(select(table).order_by(*table.primary_key), execution_options={"yield_per": BATCH})
    with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as file:
        for rows in found.partitions():
            lines = [json.dumps(tuple(row), separators=(",", ":"), default=_as_text) for row in rows]
            file.write(("\n".join(lines) + "\n").encode("ascii"))
            count += len(rows)
    return count


def _as_text(value: object) -> str:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, date | time):
        return value.isoformat()
    raise TypeError(f"a backup has no place for {type(value).__name__}")


_DAMAGE = (zipfile.BadZipFile, zlib.error, LookupError, TypeError, ValueError, EOFError, IntegrityError)
"""What comes of reading a file that is no backup, or half of one."""


@contextmanager
def restoring(store: Store, path: Path, *, replace: bool) -> Iterator[tuple[Connection, Contents]]:
    """Puts a backup into the database and brings it to the schema of this program; what the block does then belongs to the
    same transaction, which ends with the block.

    Raises StoreError: the backup is newer or damaged, or the database holds something and is not to be replaced.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            contents = _contents(archive, path)
            with alone(store) as conn:
                _cleared(store, conn, replace)
                upgrade(conn, contents.schema)
                for table in schema(contents.schema).sorted_tables:
                    _table_read(conn, table, archive, contents)
                upgrade(conn)
                if has_strays(conn):
                    raise ValueError("rows hang on nothing")
                yield conn, contents
    except (*_DAMAGE, store.engine.dialect.loaded_dbapi.Error) as error:
        raise StoreError(f"{path} is no whole backup of Sparri: nothing was changed; take another copy.") from error


def _contents(archive: zipfile.ZipFile, path: Path) -> Contents:
    told = json.loads(archive.read(CONTENTS))
    if told["format"] != FORMAT or told["schema"] not in known():
        raise StoreError(
            f"The backup {path} is from a newer Sparri (schema {told['schema']}, this one knows {known()[-1]}): "
            "update Sparri and restore it then."
        )
    return Contents(**told)


def _cleared(store: Store, conn: Connection, replace: bool) -> None:
    """Leaves the database without tables of ours."""
    revision = current(conn)
    refuse_newer(store, revision)
    if revision is None:
        return
    tables = schema(revision)
    if not replace and any(conn.execute(select(table).limit(1)).first() for table in tables.sorted_tables):
        raise StoreError(
            f"The database {store} is not empty: give --replace to put the backup in the place of all it holds, "
            "or set SPARRI_DATABASE_URL to another database."
        )
    tables.drop_all(conn)
    conn.execute(text("DROP TABLE alembic_version"))


def _table_read(conn: Connection, table: Table, archive: zipfile.ZipFile, contents: Contents) -> None:
    names = contents.columns[table.name]
    makers: list[Callable[[Any], Any]] = [_MAKERS.get(type(table.columns[name].type), _as_it_is) for name in names]
    with archive.open(f"{table.name}.jsonl") as lines:
        rows = ([make(value) for make, value in zip(makers, json.loads(line), strict=True)] for line in lines)
        _inserted(conn, table.name, names, rows)
    found = conn.execute(select(func.count()).select_from(table)).scalar_one()
    if found != contents.rows[table.name]:
        raise ValueError(f"{table.name} has {found} rows, not {contents.rows[table.name]}")


def _as_it_is(value: Any) -> Any:
    return value


_MAKERS: Mapping[type, Callable[[Any], Any]] = {
    JSON: lambda value: None if value is None else json.dumps(value),
    LargeBinary: lambda value: None if value is None else b64decode(value),
}
"""What a driver is given for a value of a backup, by the type of its column."""


def _inserted(conn: Connection, table: str, names: list[str], rows: Iterator[list[Any]]) -> None:
    """Puts rows in, as fast as the database takes them."""
    columns = ", ".join(f'"{name}"' for name in names)
    if conn.dialect.name == "sqlite":
        insert = f'INSERT INTO "{table}" ({columns}) VALUES ({", ".join("?" * len(names))})'
        while some := [tuple(row) for row in islice(rows, BATCH)]:
            conn.exec_driver_sql(insert, some)
        return
    driver: Any = conn.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)
    _numbers_go_on(conn, table)


def _numbers_go_on(conn: Connection, table: str) -> None:
    """The next row gets a number that none has: PostgreSQL counts on its own."""
    for column in inspect(conn).get_pk_constraint(table)["constrained_columns"]:
        sequence = conn.execute(
            text("SELECT pg_get_serial_sequence(:name, :column)"), {"name": f'"{table}"', "column": column}
        ).scalar()
        if sequence:
            highest = f'SELECT setval(:sequence, (SELECT coalesce(max("{column}"), 0) + 1 FROM "{table}"), false)'
            conn.execute(text(highest), {"sequence": sequence})
