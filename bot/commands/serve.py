"""`sparri serve` and `sparri work`: a server until it is told to stop."""

import argparse
import asyncio
import fcntl
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
from bot.settings import Settings
from bot.store import StoreError, files
from bot.store.engine import sqlite_path

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
    introductions = Introductions()
    app = build(settings, now, profile=introductions)
    try:
        with _alone(app):
            asyncio.run(_served(app, settings, introductions, hears=hears))
    except PlatformError as error:
        raise CommandError(str(error)) from None
    finally:
        app.store.close()
    return 0


@contextmanager
def _alone(app: App) -> Iterator[None]:
    """On SQLite one process serves: what another had taken was that of a dead one. Raises StoreError if one is alive."""
    path = sqlite_path(app.store)
    if path is None:
        yield
        return
    with path.with_name(path.name + ".serving").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(
                f"Another Sparri serves from {path} already: stop it first, or use PostgreSQL for several."
            ) from None
        with app.store.claiming() as conn:
            for platform in ("slack", "teams"):
                inbox.freed(conn, platform)
                lanes.freed(conn, platform)
        yield


async def _served(app: App, settings: Settings, introductions: Introductions, *, hears: bool) -> None:
    platforms: dict[str, Platform] = {}
    serving = Serving(app.store, app.core, platforms, app.clock)
    platforms |= _platforms(app, settings, Door(app.core, serving.wake))
    if not platforms:
        raise PlatformError(
            "No platform is set up: give SPARRI_SLACK_BOT_TOKEN or SPARRI_TEAMS_APP_ID and what belongs to it "
            "(`sparri doctor` names what is missing), or talk in the terminal with `sparri chat`."
        )
    await asyncio.to_thread(app.core.library)
    introductions.begin(platforms, asyncio.get_running_loop())
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, _stopper(stop))
    log.info("serving %s", ", ".join(sorted(platforms)))
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
        platforms[Slack.name] = Slack(settings, door, app.store, app.clock)
    if teams_doctor.is_on(settings):
        platforms[Teams.name] = Teams(settings, door, app.clock, _linked(app, settings.public_url))
    return platforms


def _linked(app: App, public_url: str) -> Callable[[Address, File], str] | None:
    """Puts a file behind a link that expires; None where there is no address for links."""

    def linked(to: Address, given: File) -> str:
        with app.store.claiming() as conn:
            token = files.keep(conn, to, given, app.clock())
        return token and f"{public_url.rstrip('/')}/files/{token}"

    return linked if public_url else None


def now() -> datetime:
    """The real time."""
    return datetime.now(UTC)
