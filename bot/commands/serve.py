"""`sparri serve` and `sparri work`: a server until it is told to stop."""

import argparse
import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime

from bot import logs
from bot.app import App, build
from bot.cards import File
from bot.channels import slack_doctor, teams_doctor
from bot.channels.platform import Door, Introductions, Platform, PlatformError
from bot.channels.serving import Serving
from bot.channels.slack import Slack
from bot.channels.teams import Teams
from bot.commands import CommandError
from bot.delivery import inbox, lanes
from bot.people import Address
from bot.settings import Settings, misspelt
from bot.store import files
from bot.store.holding import served

log = logging.getLogger(__name__)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Takes in, works and sends on every platform the settings name; `work` takes nothing in. Raises CommandError."""
    hears = arguments.command == "serve"
    if not hears and not settings.database.startswith("postgresql"):
        raise CommandError(
            "Workers beside the server need PostgreSQL: set SPARRI_DATABASE_URL, or leave it to `sparri serve`, "
            "which works by itself."
        )
    logs.to_standard_error()
    for name, near in misspelt(os.environ):
        log.warning("%s is no setting of Sparri: %s", name, f"write {near}" if near else "remove it")
    for name in settings.bare_admins:
        log.warning("%s in SPARRI_ADMINS is nobody: write the workspace before it, as in T0123:%s", name, name)
    introductions = Introductions()
    app = build(settings, now, profile=introductions)
    try:
        with served(app.store) as is_file:
            if is_file:
                _freed(app)
            asyncio.run(_served(app, settings, introductions, hears=hears))
    except PlatformError as error:
        raise CommandError(str(error)) from None
    finally:
        app.store.close()
    return 0


def _freed(app: App) -> None:
    """What another process on this SQLite file had taken was that of a dead one."""
    with app.store.claiming() as conn:
        for platform in ("slack", "teams"):
            inbox.freed(conn, platform)
            lanes.freed(conn, platform)


async def _served(app: App, settings: Settings, introductions: Introductions, *, hears: bool) -> None:
    platforms: dict[str, Platform] = {}
    serving = Serving(app.store, app.core, platforms, app.clock, settings.data)
    platforms |= _platforms(app, settings, Door(app.core, serving.wake))
    if not platforms:
        raise PlatformError(
            "No platform is set up: give SPARRI_SLACK_BOT_TOKEN or SPARRI_TEAMS_APP_ID and what belongs to it "
            "(`sparri doctor` names what is missing), or talk in the terminal with `sparri chat`."
        )
    await asyncio.to_thread(app.core.knowing)
    introductions.begin(platforms, asyncio.get_running_loop())
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, _stopper(stop))
    try:
        is_clean = await serving.run(stop, settings.host, settings.port, hears=hears)
    except OSError as error:
        raise PlatformError(
            f"Port {settings.port} or {settings.port + 1} of {settings.host} cannot be used "
            f"({(error.strerror or str(error)).lower()}): set SPARRI_PORT to another, or stop what holds it."
        ) from error
    if not is_clean:
        # threads are still at what was handed back, and the loop would wait for them: the promise is to end
        sys.stderr.flush()
        os._exit(0)


def _stopper(stop: asyncio.Event) -> Callable[[], None]:
    """Asks to stop; the second time it ends the process at once."""

    def asked() -> None:
        if stop.is_set():
            os._exit(1)
        log.info("stopping")
        stop.set()

    return asked


def _platforms(app: App, settings: Settings, door: Door) -> dict[str, Platform]:
    """The platforms the settings name. Raises PlatformError for settings that do not go together."""
    platforms: dict[str, Platform] = {}
    if slack_doctor.is_on(settings):
        for fault in slack_doctor.faults_of_settings(settings):
            raise PlatformError(f"{fault.what} {fault.fix}")
        platforms[Slack.name] = Slack(settings, door, app.store, app.clock)
    if teams_doctor.is_on(settings):
        platforms[Teams.name] = Teams(settings, door, app.clock, _linked(app, settings.public_url))
    return platforms


def _linked(app: App, public_url: str) -> Callable[[Address, File], str] | None:
    """Puts a file behind a link that expires; None where there is no address for links."""

    def linked(to: Address, given: File) -> str:
        with app.store.claiming() as conn:
            token = files.keep(conn, to, given, app.clock(), app.store.periods.files)
        return token and f"{public_url.rstrip('/')}/files/{token}"

    return linked if public_url else None


def now() -> datetime:
    """The real time."""
    return datetime.now(UTC)
