"""Files in Teams: behind a link that expires, or words about why there is none."""

import asyncio
from datetime import timedelta
from pathlib import Path

from bot.cards import Button, Buttons, Card, File, Text
from bot.delivery import outbox
from bot.people import Address
from bot.turns import Send
from knowledge.library import Library
from tests.teams.reading import labels, seen
from tests.teams.stage import MAIJA, staged
from tests.teams.test_sending import known, once, state
from tests.teams.twin import HOME


def test_a_file_is_a_link_where_there_is_an_address_and_words_where_not(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            await known(stage)
            at = Address("teams", HOME, MAIJA.directory_id, MAIJA.chat)
            given = File("omat.zip", "application/zip", b"PK", "Tietosi")
            card = Card(Text("Tässä."), given, Buttons((Button("Valikko", "home.menu"),)))
            for files in (None, lambda _at, kept: f"https://sparri.example.fi/files/{kept.name}-abc"):
                stage.teams._sending._files = files
                with stage.app.store.writing() as conn:
                    outbox.put(conn, Send(at, card), at, stage.clock())
                await stage.settle()
            without, with_link = stage.twin.messages[-2:]
            assert "julkinen osoite" in seen(without) and labels(without) == ["Valikko"]
            assert labels(with_link) == ["Valikko", "omat.zip (sparri.example.fi)"]

    asyncio.run(run())


def test_a_file_is_put_behind_one_link_however_long_its_message_waits(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            await known(stage)
            links: list[str] = []

            def linked(_at: Address, kept: File) -> str:
                links.append(f"https://sparri.example.fi/files/{len(links)}")
                return links[-1]

            class NoToken:
                async def get(self) -> str:
                    raise TimeoutError

            token, stage.teams._sending._token = stage.teams._sending._token, NoToken()  # type: ignore[assignment]
            stage.teams._sending._files = linked
            at = Address("teams", HOME, MAIJA.directory_id, MAIJA.chat)
            with stage.app.store.writing() as conn:
                card = Card(Text("Tässä"), File("omat.zip", "application/zip", b"PK", "kaikki"))
                outbox.put(conn, Send(at, card), at, stage.clock())
            for _minute in range(3):
                stage.clock.push(timedelta(minutes=1))
                await once(stage)
            stage.teams._sending._token = token
            stage.clock.push(timedelta(minutes=1))
            await once(stage)
            assert state(stage)[0] == "sent"
            assert len(links) == 1

    asyncio.run(run())
