"""The workspaces Sparri is installed in: one with a token of its own, or those that came through OAuth.

slack_sdk has stores on SQLAlchemy of its own; they import SQLAlchemy's asyncio part, which needs greenlet, and look a workspace
up only with its organisation's id. Ours keep less: no installer, no user tokens.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol
from uuid import uuid4

from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.channels import slack_pages as pages
from bot.channels.platform import PlatformError, Unreachable
from bot.channels.slack_calls import AWAY, DEAD, NOT_INSTALLED, SDK_LOG, Calls, Failed
from bot.channels.slack_events import PLATFORM
from bot.channels.slack_manifest import SCOPES
from bot.delivery import lanes, outbox
from bot.settings import Settings
from bot.store import Store, slack, workspaces
from bot.store.slack import Workspace

log = logging.getLogger(__name__)

STATE = timedelta(minutes=10)
"""Between the press on "Add to Slack" and the way back."""
FRESH = timedelta(minutes=1)
_FLOW_LOG = logging.getLogger("slack.oauth")
_FLOW_LOG.setLevel(logging.ERROR)
"""What Bolt's OAuth flow logs to: its warnings hold the code that a token is had for."""


class Workspaces(Protocol):
    """Where Sparri is installed."""

    async def start(self) -> None:
        """Checks what can be checked. Raises PlatformError."""
        ...

    async def find(self, team: str) -> Workspace | None:
        """The workspace of an id; None if Sparri is not installed there. Raises StoreError."""
        ...

    async def forget(self, team: str) -> None:
        """Sparri was removed from there: what waits for its people is dropped, and they are not written to."""
        ...


class NotOpen(BoltError):
    """A workspace that may not install Sparri wanted to; the text is its id."""


class OneWorkspace:
    """The workspace of a single token."""

    def __init__(self, token: str, store: Store, calls: Calls) -> None:
        self._token, self._store, self._calls = token, store, calls
        self._workspace: Workspace | None = None

    async def start(self) -> None:
        """Asks Slack whose token it is."""
        try:
            found = await self._calls.call("", self._token, "auth_test")
        except Failed as failed:
            raise _refused(failed, self._calls.url) from None
        team, user, bot = (str(found.get(name) or "") for name in ("team_id", "user_id", "bot_id"))
        await asyncio.to_thread(self._met, team, str(found.get("team") or ""))
        self._workspace = Workspace(team, user, bot, self._token)

    async def find(self, team: str) -> Workspace | None:
        """The one there is."""
        return self._workspace if self._workspace and self._workspace.team == team else None

    async def forget(self, team: str) -> None:
        """Whoever installs Sparri there again must set the new token."""
        log.error("Sparri was removed from the Slack workspace %s: set SPARRI_SLACK_BOT_TOKEN anew and restart", team)
        await asyncio.to_thread(self._left, team)
        self._workspace = None

    def _left(self, team: str) -> None:
        with self._store.claiming() as conn:
            outbox.left(conn, PLATFORM, team, NOT_INSTALLED)

    def _met(self, team: str, name: str) -> None:
        with self._store.claiming() as conn:
            lanes.reopened(conn, PLATFORM, team, AWAY)
            workspaces.called(conn, PLATFORM, team, name)


class InstalledWorkspaces:
    """Those that installed Sparri through OAuth; what is known of them stands in our database."""

    def __init__(self, settings: Settings, store: Store, calls: Calls, clock: Callable[[], datetime]) -> None:
        self._store, self._clock, self._calls = store, clock, calls
        self._open_to = settings.workspaces
        self._known: dict[str, tuple[Workspace, datetime]] = {}
        self.flow = AsyncOAuthFlow(
            client=calls.client(),
            logger=_FLOW_LOG,
            settings=AsyncOAuthSettings(
                client_id=settings.slack_client_id,
                client_secret=settings.slack_client_secret.get_secret_value(),
                scopes=[scope.name for scope in SCOPES],
                user_scopes=[],
                redirect_uri=f"{settings.public_url.rstrip('/')}/slack/oauth_redirect",
                install_page_rendering_enabled=False,
                callback_options=AsyncCallbackOptions(success=_succeeded, failure=_not_installed),
                installation_store=_Installing(self),
                state_store=_States(store, clock),
                state_expiration_seconds=int(STATE.total_seconds()),
                logger=_FLOW_LOG,
            ),
        )

    async def start(self) -> None:
        """Opens again what was closed in workspaces while they were not among those that Sparri is open to."""
        await asyncio.to_thread(self._reopened)

    async def find(self, team: str) -> Workspace | None:
        """Asked for again after a minute, for another process may have heard of a removal."""
        if team not in self._open_to:
            return None
        known = self._known.get(team)
        if known and self._clock() - known[1] < FRESH:
            return known[0]
        self._known.pop(team, None)
        found = await asyncio.to_thread(self._find, team)
        if found:
            self._known[team] = found, self._clock()
        return found

    async def forget(self, team: str) -> None:
        """Deletes its token."""
        self._known.pop(team, None)
        await asyncio.to_thread(self._forget, team)

    async def install(self, workspace: Workspace, name: str) -> None:
        """Sparri is there from now on; `name` is what Slack calls the workspace. Raises NotOpen for one that it is not open
        to: nothing of it is kept."""
        if workspace.team not in self._open_to:
            await self.give_back(workspace)
            raise NotOpen(workspace.team)
        self._known.pop(workspace.team, None)
        await asyncio.to_thread(self._install, workspace, name)
        log.warning("Sparri was installed in the Slack workspace %s", workspace.team)

    async def give_back(self, workspace: Workspace) -> None:
        """Has a token revoked, which removes Sparri from there, and forgets what was kept of the workspace."""
        log.warning("an installation of the Slack workspace %.20r was refused", workspace.team)
        try:
            await self._calls.call(workspace.team, workspace.token, "auth_revoke")
        except Failed as failed:
            log.error("the token of the Slack workspace %.20r was not revoked: %s", workspace.team, failed.code)
        await self.forget(workspace.team)

    def _find(self, team: str) -> Workspace | None:
        with self._store.reading() as conn:
            return slack.installed(conn, team)

    def _forget(self, team: str) -> None:
        with self._store.claiming() as conn:
            slack.forget(conn, team)
            outbox.left(conn, PLATFORM, team, NOT_INSTALLED)

    def _reopened(self) -> None:
        with self._store.claiming() as conn:
            for team in self._open_to:
                if slack.installed(conn, team):
                    lanes.reopened(conn, PLATFORM, team, (NOT_INSTALLED,))

    def _install(self, workspace: Workspace, name: str) -> None:
        with self._store.claiming() as conn:
            slack.install(conn, workspace, self._clock())
            lanes.reopened(conn, PLATFORM, workspace.team, AWAY)
            workspaces.called(conn, PLATFORM, workspace.team, name)


class _Installing(AsyncInstallationStore):
    """Where Bolt's OAuth flow puts a new installation."""

    def __init__(self, workspaces: InstalledWorkspaces) -> None:
        self._workspaces = workspaces

    @property
    def logger(self) -> logging.Logger:
        """Where Bolt logs to."""
        return SDK_LOG

    async def async_save(self, installation: Installation) -> None:
        """Keeps what is needed to speak there. Raises BoltError, of which the installer's page tells."""
        team, token = installation.team_id or "", installation.bot_token or ""
        found = Workspace(team, installation.bot_user_id or "", installation.bot_id or "", token)
        if not team and token:
            await self._workspaces.give_back(found)
        if not team or not token:
            raise BoltError("Sparri is installed in a workspace, with a bot token; not in a whole organisation at once")
        await self._workspaces.install(found, installation.team_name or "")


class _States(AsyncOAuthStateStore):
    """The values that people who set out to install come back with."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store, self._clock = store, clock

    @property
    def logger(self) -> logging.Logger:
        """Where Bolt logs to."""
        return SDK_LOG

    async def async_issue(self, *_args: Any, **_more: Any) -> str:
        """A new value."""
        value = str(uuid4())
        await asyncio.to_thread(self._issue, value)
        return value

    async def async_consume(self, state: str) -> bool:
        """Whether it is one of ours, once."""
        return await asyncio.to_thread(self._consume, state)

    def _issue(self, value: str) -> None:
        with self._store.claiming() as conn:
            slack.issue(conn, value, self._clock() + STATE)

    def _consume(self, value: str) -> bool:
        with self._store.claiming() as conn:
            return slack.consume(conn, value, self._clock())


async def _succeeded(_args: AsyncSuccessArgs) -> BoltResponse:
    return _shown(200, pages.installed)


async def _not_installed(args: AsyncFailureArgs) -> BoltResponse:
    match args.error:
        case NotOpen():
            return _shown(403, partial(pages.refused, team=str(args.error)))
        case BoltError():
            return _shown(400, pages.whole)
    log.warning("an installation was not completed: %.40r", args.reason)
    return _shown(args.suggested_status_code, pages.failed)


def _shown(status: int, words: pages.Words) -> BoltResponse:
    return BoltResponse(status=status, body=pages.page(words), headers=dict(pages.HEADERS))


def _refused(failed: Failed, url: str) -> PlatformError:
    if failed.code in DEAD:
        return PlatformError(
            f"Slack refuses SPARRI_SLACK_BOT_TOKEN ({failed.code}): copy the Bot User OAuth Token of the app again."
        )
    kind = Unreachable if failed.may_pass else PlatformError
    return kind(
        f"Slack cannot be asked about SPARRI_SLACK_BOT_TOKEN at {url} ({failed.code}): check the network and the address."
    )
