"""Putting the parts together: settings, the people of the demo, the clock, and what goes wrong at the start."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import app
from bot.channels.console_clock import Clock
from bot.people import Branch, Language, Role
from bot.settings import Settings
from bot.store import Store, audit, people
from bot.store.engine import sqlite_path
from tests.talk import Chat, ListTerminal


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SPARRI_DATA", str(tmp_path))
    monkeypatch.setenv("SPARRI_DATABASE_URL", "")
    settings = Settings()
    assert settings.database == f"sqlite:///{tmp_path / 'sparri.db'}"
    monkeypatch.setenv("SPARRI_DATABASE_URL", "postgresql+psycopg://there/sparri")
    assert Settings().database == "postgresql+psycopg://there/sparri"


def test_the_demo_seats_its_people_once(chat: Chat) -> None:
    for _start in range(2):
        app.seat(chat.app, chat.console, with_demo=True)
    with chat.app.store.reading() as conn:
        here = people.all(conn)
    assert [person.name for person in here] == [name for name, *_rest in app.DEMO]
    assert chat.console.prompt == "Maija"
    assert chat.person("maija").branch is Branch.MUNICIPALITY
    assert chat.person("erik").is_a(Role.EXPERT)
    assert chat.person("kaisa").is_a(Role.COORDINATOR)


def test_what_people_changed_survives_the_next_demo(chat: Chat) -> None:
    app.seat(chat.app, chat.console, with_demo=True)
    chat.say("maija", "på svenska")
    app.seat(chat.app, chat.console, with_demo=True)
    assert chat.person("maija").language == "sv"


def test_without_the_demo_there_is_one_person_without_a_name(chat: Chat) -> None:
    app.seat(chat.app, chat.console, with_demo=False)
    assert chat.person("me").name == ""
    assert chat.console.prompt == "Me"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.FI, "Kaisa (fi, koordinaattori)"),
        (Language.SV, "Kaisa (fi, koordinator)"),
        (Language.EN, "Kaisa (fi, coordinator)"),
    ],
)
def test_the_greeting_says_what_to_try(language: Language, words: str) -> None:
    terminal = ListTerminal()
    terminal.show(app.greeted(Clock(), language, with_demo=True), "maija")
    assert words in terminal.page[0]
    assert "/help" in terminal.page[0]


@pytest.mark.parametrize("name", ["w?x", "x%20y", "ä ö", "a#b"])
def test_the_database_lies_in_the_data_directory_whatever_its_name(tmp_path: Path, name: str) -> None:
    store = Store(Settings(data=tmp_path / name, database_url="").database)
    assert sqlite_path(store) == tmp_path / name / "sparri.db"
    store.close()


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "postgresql+psycopg://u:p@localhost:notaport/x",
        "mysql://there",
        "sqlite://",
        "sqlite:////nowhere/at/all.db",
    ],
)
def test_a_database_that_cannot_be_used_is_one_sentence(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.chat(Settings(data=tmp_path, database_url=url), with_demo=False) == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_pushed_clock_never_goes_back(tmp_path: Path) -> None:
    clock = Clock(tmp_path / "clock")
    clock.push(timedelta(hours=25))
    assert Clock(tmp_path / "clock")() >= datetime.now(UTC) + timedelta(hours=24)
    assert Clock(tmp_path / "clock").is_ahead


@pytest.mark.parametrize("kept", ["", "yesterday", "2026-01-01", "2026-01-01T00:00:00+00:00"])
def test_a_clock_file_that_makes_no_sense_or_is_past_is_the_real_time(tmp_path: Path, kept: str) -> None:
    (tmp_path / "clock").write_text(kept, "utf-8")
    clock = Clock(tmp_path / "clock")
    assert abs(clock() - datetime.now(UTC)) < timedelta(minutes=1)
    assert not clock.is_ahead


def test_keeping_house_counts_first_and_then_erases(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(data=tmp_path, database_url="")
    old = datetime.now(UTC) - timedelta(days=800)
    running = app.build(settings, lambda: old)
    with running.store.writing() as conn:
        audit.note(conn, old, "refused")
    running.store.close()
    for dry_run, said, count in ((True, "Would erase:", "1"), (False, "Erased:", "1"), (False, "Erased:", "0")):
        assert app.keep_house(settings, dry_run=dry_run) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[0] == said
        assert [count, "audit"] in [line.split()[:2] for line in lines]
    longer = settings.model_copy(update={"keep_audit_days": 900})
    app.build(longer, lambda: old).store.close()
    assert app.keep_house(longer, dry_run=True) == 0
    assert "who did what to whom, older than 900 days" in capsys.readouterr().out
    assert app.keep_house(Settings(data=tmp_path, database_url="mysql://there"), dry_run=True) == 1
