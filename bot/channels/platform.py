"""What a platform's edge is to the rest: how it is started and asked, and how it hands over what it hears."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Protocol

from aiohttp import web

from bot.channels.sending import Channel
from bot.forms import Form
from bot.people import Address, Language, Profile
from bot.turns import Event, Pressed, Submitted

log = logging.getLogger(__name__)


class PlatformError(Exception):
    """A platform cannot be served; the text is one sentence for an administrator, with what to do."""


class Unreachable(PlatformError):
    """A platform does not answer just now: it is tried again, while the others are served."""


class Platform(Channel, Protocol):
    """A channel with an edge: Slack or Teams."""

    name: str

    def add_routes(self, router: web.UrlDispatcher, /) -> None:
        """Adds what it hears over HTTP, before the server starts."""
        ...

    async def start(self, *, hears: bool) -> None:
        """Checks the credentials and makes ready to send; with `hears` it takes in from now on. Raises PlatformError; Unreachable
        where it may be started later."""
        ...

    async def stop(self) -> None:
        """Takes nothing in any more and lets the connections go, within seconds; sending works until then."""
        ...

    async def profile(self, address: Address, /) -> Profile:
        """What the platform tells of a person; nothing rather than an error."""
        ...

    @property
    def is_connected(self) -> bool:
        """Whether it would hear somebody now."""
        ...


class Bot(Protocol):
    """What an edge needs of the core; all of it blocks."""

    def receive(self, event: Event, /) -> bool:
        """Stores an event."""
        ...

    def show(self, event: Pressed, /) -> Form | None:
        """The form behind a button."""
        ...

    def submit(self, event: Submitted, /) -> Form | None:
        """Takes a form in, or gives it back with errors."""
        ...

    def language(self, address: Address, /) -> Language:
        """The language of whoever is there."""
        ...

    def refuse(self, address: Address, language: Language, is_untold: bool = False, /) -> None:
        """Tells somebody from elsewhere that Sparri is not for them, or that it is not told where they belong."""
        ...

    def close(self, address: Address, why: str, /) -> None:
        """Nothing is sent there until somebody is heard from there again."""
        ...

    def met(self, address: Address, /) -> None:
        """Keeps where somebody known is alone with Sparri."""
        ...

    def question(self, address: Address, message: str, /) -> str:
        """The id of the question whose answer a message shows."""
        ...


class Door:
    """The core as an edge sees it: off the event loop. `wake` says that there is something to work on."""

    def __init__(self, bot: Bot, wake: Callable[[], None]) -> None:
        self._bot, self._wake = bot, wake

    async def receive(self, event: Event) -> bool:
        """Stores an event, after which it may be acknowledged; False if it is known already. Raises StoreError."""
        is_new = await asyncio.to_thread(self._bot.receive, event)
        self._wake()
        return is_new

    async def show(self, event: Pressed) -> Form | None:
        """The form behind a button; None if there is none for this person."""
        return await asyncio.to_thread(self._bot.show, event)

    async def submit(self, event: Submitted) -> Form | None:
        """The form again with its errors; None: it is stored."""
        form = await asyncio.to_thread(self._bot.submit, event)
        self._wake()
        return form

    async def language(self, address: Address) -> Language:
        """The language of whoever is there."""
        return await asyncio.to_thread(self._bot.language, address)

    async def refuse(self, address: Address, language: Language, *, is_untold: bool = False) -> None:
        """Says politely, once a day, that Sparri is not for them, or that it is not told where they belong."""
        await asyncio.to_thread(self._bot.refuse, address, language, is_untold)
        self._wake()

    async def close(self, address: Address, why: str) -> None:
        """Nothing is sent there until somebody is heard from there again: blocked, uninstalled."""
        await asyncio.to_thread(self._bot.close, address, why)

    async def met(self, address: Address) -> None:
        """Keeps the private conversation that was begun with somebody known."""
        await asyncio.to_thread(self._bot.met, address)

    async def question(self, address: Address, message: str) -> str:
        """The id of the question whose answer the message of a remote id shows; "" if that is not known (any more)."""
        return await asyncio.to_thread(self._bot.question, address, message)


class Introductions:
    """Asks the platforms, from a worker's thread, about somebody who is new."""

    PATIENCE = 3.0
    """Seconds after which the person goes without an introduction."""

    def __init__(self) -> None:
        self._platforms: Mapping[str, Platform] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    def begin(self, platforms: Mapping[str, Platform], loop: asyncio.AbstractEventLoop) -> None:
        """Asks these from now on."""
        self._platforms, self._loop = platforms, loop

    def __call__(self, address: Address) -> Profile:
        """What is known of whoever is at an address; nothing rather than an error."""
        platform = self._platforms.get(address.platform)
        if platform is None or self._loop is None:
            return Profile()
        asked = asyncio.run_coroutine_threadsafe(platform.profile(address), self._loop)
        try:
            return asked.result(self.PATIENCE)
        except Exception as error:
            log.warning("%s did not introduce somebody: %s", address.platform, type(error).__name__)
            asked.cancel()
            return Profile()
