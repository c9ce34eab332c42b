"""What is wrong with how Slack is set up: in the settings, and when Slack is asked."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from bot.channels.faults import Answer, Fault, asked
from bot.channels.slack_manifest import SCOPES
from bot.settings import Settings

_TEAM = re.compile(r"T[A-Z0-9]{1,30}", re.ASCII)
SKEW = 60
"""Seconds the clock may be off; Slack's signatures are refused from 300 on."""


def is_on(settings: Settings) -> bool:
    """Whether anything of Slack is set."""
    secrets = (settings.slack_bot_token, settings.slack_app_token, settings.slack_signing_secret)
    return bool(settings.slack_client_id or settings.slack_client_secret or any(secrets))


def endpoints(settings: Settings) -> Iterator[str]:
    """What Sparri calls because of Slack, each with its reason."""
    if is_on(settings):
        yield f"{settings.slack_api_url} – everything that is said and asked in Slack"
        yield "https://files.slack.com – handing somebody their own data"
        if settings.slack_app_token.get_secret_value():
            yield "wss://*.slack.com – Socket Mode"


async def diagnosed(settings: Settings, now: datetime) -> list[Fault]:
    """All that is wrong; Slack is asked with the tokens that are set."""
    if not is_on(settings):
        return []
    faults = list(faults_of_settings(settings))
    if bot := settings.slack_bot_token.get_secret_value():
        faults += faults_of_bot(await asked(f"{settings.slack_api_url}auth.test", token=bot), now)
    if app := settings.slack_app_token.get_secret_value():
        faults += faults_of_socket(await asked(f"{settings.slack_api_url}apps.connections.open", token=app))
    return faults


def faults_of_settings(settings: Settings) -> Iterator[Fault]:
    """What is missing, of the wrong kind, or contradicts something else."""
    bot, app, signing, secret = (
        value.get_secret_value()
        for value in (
            settings.slack_bot_token,
            settings.slack_app_token,
            settings.slack_signing_secret,
            settings.slack_client_secret,
        )
    )
    if not bot and not settings.slack_client_id:
        yield Fault(
            "Slack has no bot token.", "Set SPARRI_SLACK_BOT_TOKEN (OAuth & Permissions), or SPARRI_SLACK_CLIENT_ID."
        )
    if bot and settings.slack_client_id:
        yield Fault(
            "Slack has both a bot token and a client id.",
            "Keep SPARRI_SLACK_BOT_TOKEN for one workspace or SPARRI_SLACK_CLIENT_ID for several, not both.",
        )
    if bool(settings.slack_client_id) != bool(secret):
        yield Fault(
            "Slack has only one of the client id and the client secret.",
            "Set both SPARRI_SLACK_CLIENT_ID and SPARRI_SLACK_CLIENT_SECRET (Basic Information), or neither.",
        )
    if settings.slack_client_id and not settings.workspaces:
        yield Fault(
            "Slack has client id and secret, and no workspace that may install Sparri.",
            "Set SPARRI_SLACK_WORKSPACES to the ids of those that may (T0123, with commas between).",
        )
    for team in sorted(team for team in settings.workspaces if not _TEAM.fullmatch(team)):
        yield Fault(
            f"{team[:40]} in SPARRI_SLACK_WORKSPACES is no id of a workspace.",
            "Give the id that begins with T: it stands in the address of Slack in a browser, app.slack.com/client/T0123.",
        )
    if not app and not signing:
        yield Fault(
            "Slack has no way to reach Sparri.",
            "Set SPARRI_SLACK_APP_TOKEN for Socket Mode, or SPARRI_SLACK_SIGNING_SECRET for signed HTTP.",
        )
    for name, value, start in (("BOT_TOKEN", bot, "xoxb-"), ("APP_TOKEN", app, "xapp-")):
        if value and not value.startswith(start):
            yield Fault(f"SPARRI_SLACK_{name} is a token of another kind.", f"Give the token that begins with {start}.")
    if settings.slack_client_id and not _is_reachable(settings.public_url):
        yield Fault(
            "Slack has no address of Sparri to send people and events to.",
            "Set SPARRI_PUBLIC_URL to the https:// address of Sparri.",
        )
    if urlsplit(settings.slack_api_url).scheme not in ("https", "http"):
        yield Fault("SPARRI_SLACK_API_URL is not a web address.", "Leave it out; another one is only for trials.")


def _is_reachable(url: str) -> bool:
    parts = urlsplit(url)
    return bool(parts.hostname) and (parts.scheme == "https" or parts.hostname in ("localhost", "127.0.0.1", "::1"))


def faults_of_bot(answer: Answer | Fault, now: datetime) -> Iterator[Fault]:
    """What `auth.test` says: the token, the rights it has, and the time it is there."""
    if isinstance(answer, Fault):
        yield answer
        return
    if not answer.content.get("ok"):
        error = str(answer.content.get("error", ""))[:40]
        yield Fault(f"Slack refuses the bot token ({error}).", "Install the app anew and set SPARRI_SLACK_BOT_TOKEN.")
        return
    granted = {scope.strip() for scope in _header(answer, "x-oauth-scopes").split(",")} - {""}
    for scope in SCOPES:
        if granted and scope.name not in granted:
            yield Fault(
                f"Slack has not granted {scope.name}, which is needed {scope.reason}.",
                "Update the app's manifest (`sparri manifest slack`) and install it anew.",
            )
    if there := _header(answer, "date"):
        off = abs((parsedate_to_datetime(there).astimezone(UTC) - now).total_seconds())
        if off > SKEW:
            yield Fault(
                f"The clock of this machine is {off:.0f} seconds off.", "Let it follow a time server (NTP, chrony)."
            )


def faults_of_socket(answer: Answer | Fault) -> Iterator[Fault]:
    """What `apps.connections.open` says."""
    if isinstance(answer, Fault):
        yield answer
    elif not answer.content.get("ok"):
        error = str(answer.content.get("error", ""))[:40]
        yield Fault(
            f"Slack refuses the app token ({error}).",
            "Make one with the scope connections:write (Basic Information), set SPARRI_SLACK_APP_TOKEN, and switch "
            "Socket Mode on.",
        )


def _header(answer: Answer, name: str) -> str:
    return next((value for key, value in answer.headers.items() if key.lower() == name), "")
