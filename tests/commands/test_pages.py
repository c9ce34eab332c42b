"""What the README tells an administrator is so: its settings are those there are, its commands are understood."""

import re
import shlex
from pathlib import Path

import pytest

from bot.__main__ import parser
from bot.settings import Settings

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
MINE = re.compile(r"^ {4}(sparri (?:manifest|doctor|backup|restore|people) .+?)(?: {2,}.*)?$", re.MULTILINE)
INLINE = re.compile(r"`sparri ((?:manifest|doctor|backup|restore|people) [^`]+)`")


def test_every_setting_is_told_and_no_other() -> None:
    table = README[README.index("### Settings") : README.index("### As a service")]
    told = set(re.findall(r"`SPARRI_([A-Z_]+)`", "\n".join(re.findall(r"^\| (`SPARRI.*?) \|", table, re.MULTILINE))))
    assert told == {name.upper() for name in Settings.model_fields}
    assert {name.lower() for name in re.findall(r"SPARRI_([A-Z_]+)", README)} <= set(Settings.model_fields)


def test_there_are_commands_to_try() -> None:
    assert len(MINE.findall(README)) >= 6
    assert len(INLINE.findall(README)) >= 5


@pytest.mark.parametrize("line", [*(line[7:] for line in MINE.findall(README)), *INLINE.findall(README)])
def test_every_command_is_understood(line: str) -> None:
    words = [
        word for word in shlex.split(line.replace("[", "").replace("]", "")) if word not in ("--json", "--offline")
    ]
    parser().parse_args([word.replace("ROLE", "expert") for word in words])
