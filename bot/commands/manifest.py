"""`sparri manifest`: what Slack and Teams ask for when Sparri is registered there."""

import argparse
import json
import sys
from urllib.parse import urlsplit
from uuid import UUID

from bot.channels import slack_manifest, teams_manifest
from bot.commands import CommandError
from bot.people import Role
from bot.rights import MAY
from bot.settings import Settings
from bot.skills import SKILLS

DEVELOPER = 32
"""Characters a developer's name may have in Teams."""


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Prints or writes the one that is asked for; the exit code."""
    if arguments.platform == "teams":
        arguments.out.write_bytes(_teams(arguments, settings))
        print(f"{arguments.out} is ready to be uploaded in Teams.")
        return 0
    if arguments.scopes:
        for scope in slack_manifest.SCOPES:
            print(f"{scope.name} – {scope.reason}")
        return 0
    text = _slack(arguments.http, settings)
    if arguments.out:
        arguments.out.write_text(text, "utf-8")
        print(f"{arguments.out} is ready for “Create New App”, “From a manifest”.")
    else:
        sys.stdout.write(text)
    return 0


def _slack(is_http: bool, settings: Settings) -> str:
    has_oauth = bool(settings.slack_client_id)
    address = _address(settings) if is_http or has_oauth else ""
    made = slack_manifest.manifest(address if is_http else "", address if has_oauth else "")
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def _teams(arguments: argparse.Namespace, settings: Settings) -> bytes:
    try:
        app_id = str(UUID(settings.teams_app_id))
    except ValueError:
        raise CommandError("Set SPARRI_TEAMS_APP_ID to the bot's Microsoft app id, which is a GUID.") from None
    if not 0 < len(arguments.developer) <= DEVELOPER:
        raise CommandError(f"The name of the developer has 1 to {DEVELOPER} characters: shorten --developer.")
    website = arguments.website or _address(settings, " or give --website")
    pages = {"website": website, "privacy": arguments.privacy or website, "terms": arguments.terms or website}
    for name, page in pages.items():
        if not page.startswith("https://"):
            raise CommandError(f"Teams takes only https:// pages: correct --{name}.")
    developer = teams_manifest.Developer(arguments.developer, **pages)
    everybody = [
        command for skill in SKILLS.skills for command in skill.commands if Role.PROCURER in MAY.get(command.action, ())
    ]
    return teams_manifest.package(app_id, developer, settings.public_url, everybody)


def _address(settings: Settings, otherwise: str = "") -> str:
    address = settings.public_url.rstrip("/")
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname:
        raise CommandError(f"Set SPARRI_PUBLIC_URL to the https:// address at which Sparri is reached{otherwise}.")
    return address
