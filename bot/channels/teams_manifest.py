"""The package that puts Sparri into Teams: a ZIP of the manifest, two icons and the other two languages."""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from bot.channels import teams_icons
from bot.channels.about import COLOUR, NAME, long, short
from bot.people import Language
from bot.skill import Command
from bot.texts import Texts, texts

VERSION = "1.21"
"""Of the manifest: old enough for every tenant, and nothing that came later is used."""
SCHEMA = f"https://developer.microsoft.com/json-schemas/teams/v{VERSION}/MicrosoftTeams.schema.json"
SCOPES = ("personal", "team", "groupChat")
COMMANDS = 10
"""How many of the commands Teams suggests; longer names and descriptions than these are left to `help`."""
HELP = "home.help"
TITLE, DESCRIPTION = 32, 128
DEFAULT, OTHERS = Language.FI, (Language.SV, Language.EN)
_BEFORE_ZIP = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Developer:
    """Who stands behind the app, with https:// pages; `name` has at most 32 characters."""

    name: str
    website: str
    privacy: str
    terms: str


def package(app_id: str, developer: Developer, public_url: str, commands: Iterable[Command]) -> bytes:
    """The ZIP, the same bytes each time; `app_id` is the bot's, `public_url` "" where Sparri has no address of its own."""
    fitting = [command for command in commands if _fits(command)]
    # what is not suggested is found by help, which therefore always is
    suggested = sorted(fitting, key=lambda command: command.action != HELP)[:COMMANDS]
    files = {
        "color.png": teams_icons.color(COLOUR),
        "manifest.json": _json(_manifest(app_id, developer, public_url, suggested)),
        "outline.png": teams_icons.outline(),
    }
    for language in OTHERS:
        files[f"{language}.json"] = _json(_translated(texts(language), suggested))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _BEFORE_ZIP)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, files[name])
    return packed.getvalue()


def _manifest(app_id: str, developer: Developer, public_url: str, commands: list[Command]) -> Mapping[str, Any]:
    _ = texts(DEFAULT)
    host = urlsplit(public_url).hostname
    return {
        "$schema": SCHEMA,
        "manifestVersion": VERSION,
        "version": version("sparri"),
        "id": str(uuid5(NAMESPACE_URL, f"sparri:{app_id.lower()}")),
        "developer": {
            "name": developer.name,
            "websiteUrl": developer.website,
            "privacyUrl": developer.privacy,
            "termsOfUseUrl": developer.terms,
        },
        "localizationInfo": {
            "defaultLanguageTag": DEFAULT.value,
            "additionalLanguages": [{"languageTag": other.value, "file": f"{other}.json"} for other in OTHERS],
        },
        "name": {"short": NAME, "full": f"{NAME} – {short(_)}"},
        "description": {"short": short(_), "full": long(_)},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": COLOUR,
        "bots": [
            {
                "botId": app_id,
                "scopes": list(SCOPES),
                "supportsFiles": False,
                "isNotificationOnly": False,
                "commandLists": [{"scopes": list(SCOPES), "commands": [_suggested(_, each) for each in commands]}],
            }
        ],
        "validDomains": [host] if host else [],
    }


def _translated(_: Texts, commands: list[Command]) -> Mapping[str, str]:
    told = {
        "$schema": SCHEMA.replace("Teams.schema", "Teams.Localization.schema"),
        "name.short": NAME,
        "name.full": f"{NAME} – {short(_)}",
        "description.short": short(_),
        "description.full": long(_),
    }
    for number, command in enumerate(commands):
        for name, text in _suggested(_, command).items():
            told[f"bots[0].commandLists[0].commands[{number}].{name}"] = text
    return told


def _suggested(_: Texts, command: Command) -> Mapping[str, str]:
    return {"title": _.words(command.word)[0], "description": _(command.help)}


def _fits(command: Command) -> bool:
    """Whether the command has a line in help that Teams has room for, in every language."""
    every = [_suggested(texts(language), command) for language in Language]
    return bool(command.help) and all(
        len(one["title"]) <= TITLE and len(one["description"]) <= DESCRIPTION for one in every
    )


def _json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
