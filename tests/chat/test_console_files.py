"""Files in the terminal: any name is one, nobody else reads them, and they go in their time."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.cards import Card, File, Image, Text
from bot.channels import console_draw as draw
from bot.channels import console_files as files
from bot.delivery import outbox
from bot.turns import Send
from tests.databases import Clock
from tests.talk import Chat

WEEK = timedelta(days=7)
NAMES = (
    "..",
    ".",
    "...",
    "-",
    ".profile",
    "a\0b",
    "\x1b[2J",
    "a\nb",
    "\ud800",
    "x" * 100,
    "ä" * 100,
    "😀" * 100,
    " ",
    "con.zip",
)


def file(name: str = "a.zip", content: bytes = b"content") -> File:
    return File(name, "application/zip", content, "what it is")


@given(some.text(max_size=120) | some.sampled_from(NAMES))
def test_any_name_is_one_part_and_not_too_long(name: str) -> None:
    found = files.safe(name)
    assert 0 < len(found.encode()) <= files.LONGEST
    assert Path(found).name == found
    assert not found.startswith(".")
    assert found.isprintable()
    assert files.safe(found) == found


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_any_name_is_kept_and_told(chat: Chat, name: str) -> None:
    chat.joins("maija")
    at = chat.person("maija").address
    with chat.app.store.writing() as conn:
        for _twice in range(2):
            outbox.put(conn, Send(at, Card(Text("Tässä."), file(name))), at, chat.clock())
    chat.app.settle()
    kept = sorted((chat.app.files / "maija").iterdir())
    assert [path.read_bytes() for path in kept] == [b"content"] * 2
    for path in kept:
        assert str(path) in chat.sees("maija")


def test_names_do_not_take_each_others_place(tmp_path: Path) -> None:
    clock = Clock()
    paths = [files.save(tmp_path, "maija", file(content=bytes([n])), clock()) for n in range(3)]
    assert [path.name for path in paths] == ["a.zip", "a-2.zip", "a-3.zip"]
    assert [path.read_bytes() for path in paths] == [b"\0", b"\1", b"\2"]


def test_what_cannot_be_saved_is_said(chat: Chat) -> None:
    chat.joins("john", "en")
    chat.app.files.write_text("in the way")
    assert "could not be saved" in chat.say("john", "export my data")


def test_a_sweep_takes_the_old_and_those_of_nobody(tmp_path: Path) -> None:
    clock = Clock()
    assert files.sweep(tmp_path / "missing", ["maija"], clock(), WEEK) == 0
    for user in ("maija", "ghost"):
        files.save(tmp_path, user, file(), clock())
    (tmp_path / "stray").write_text("not ours")
    assert files.sweep(tmp_path, ["maija"], clock(), WEEK, dry_run=True) == 1
    assert files.sweep(tmp_path, ["maija"], clock(), WEEK) == 1
    assert not (tmp_path / "ghost").exists()
    clock.push(WEEK.total_seconds() - 1)
    assert files.sweep(tmp_path, ["maija"], clock(), WEEK) == 0
    clock.push(1)
    assert files.sweep(tmp_path, ["maija"], clock(), WEEK) == 1


def test_a_file_is_drawn_with_size_and_description() -> None:
    shown = draw.plain(Card(Text("Tässä."), file("a\x1b[2J.zip", b"x" * 1_234_567)))
    assert "a[2J.zip (1\u00a0235 kB)" in shown
    assert "what it is" in shown
    assert "\x1b" not in shown


def test_a_picture_is_told_in_words_and_lies_where_it_says(chat: Chat) -> None:
    chat.joins("maija")
    at, png = chat.person("maija").address, b"\x89PNG\r\n\x1a\n"
    card = Card(Text("Tässä."), Image("a.png", png, "Kaksi palkkia"), file("a.csv"))
    with chat.app.store.writing() as conn:
        outbox.put(conn, Send(at, card), at, chat.clock())
    chat.app.settle()
    where = chat.app.files / "maija"
    assert f"▧ Kaksi palkkia\n{where / 'a.png'}\n" in chat.sees("maija")
    assert f"{where / 'a.csv'}" in chat.sees("maija")
    assert (where / "a.png").read_bytes() == png
