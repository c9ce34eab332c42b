"""The workspaces Sparri is installed in: one with a token of its own, or those that came through OAuth.

slack_sdk has stores on SQLAlchemy of its own; they import SQLAlchemy's asyncio part, which needs greenlet, and look a workspace
up only with its organisation's id. Ours keep less: no installer, no user tokens.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import uuid4

from slack_bolt.error import BoltError
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.channels.platform import PlatformError
from bot.channels.slack_calls import AWAY, SDK_LOG, Calls, Failed
from bot.channels.slack_events import PLATFORM
from bot.channels.slack_manifest import SCOPES
from bot.delivery import lanes
from bot.settings import Settings
from bot.store import Store, slack, workspaces
from bot.store.slack import Workspace

log = logging.getLogger(__name__)

STATE = timedelta(minutes=10)
"""Between the press on "Add to Slack" and the way back."""
FRESH = timedelta(minutes=1)
_REFUSED = ("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired")


class Workspaces(Protocol):
    """Where Sparri is installed."""

    async def start(self) -> None:
        """Checks what can be checked. Raises PlatformError."""
        ...

    async def find(self, team: str) -> Workspace | None:
        """The workspace of an id; None if Sparri is not installed there. Raises StoreError."""
        ...

    async def forget(self, team: str) -> None:
        """Sparri was removed from there."""
        ...


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
            raise PlatformError(_refused(failed, self._calls.url)) from None
        team, user, bot = (str(found.get(name) or "") for name in ("team_id", "user_id", "bot_id"))
        await asyncio.to_thread(self._met, team, str(found.get("team") or ""))
        self._workspace = Workspace(team, user, bot, self._token)

    async def find(self, team: str) -> Workspace | None:
        """The one there is."""
        return self._workspace if self._workspace and self._workspace.team == team else None

    async def forget(self, team: str) -> None:
        """A token that was taken back is refused by Slack itself; somebody must set another."""
        log.error("Sparri was removed from the Slack workspace %s", team)

    def _met(self, team: str, name: str) -> None:
        with self._store.claiming() as conn:
            lanes.reopened(conn, PLATFORM, team, AWAY)
            workspaces.called(conn, PLATFORM, team, name)


class InstalledWorkspaces:
    """Those that installed Sparri through OAuth; what is known of them stands in our database."""

    def __init__(self, settings: Settings, store: Store, calls: Calls, clock: Callable[[], datetime]) -> None:
        self._store, self._clock = store, clock
        self._known: dict[str, tuple[Workspace, datetime]] = {}
        self.flow = AsyncOAuthFlow(
            client=calls.client(),
            logger=SDK_LOG,
            settings=AsyncOAuthSettings(
                client_id=settings.slack_client_id,
                client_secret=settings.slack_client_secret.get_secret_value(),
                scopes=[scope.name for scope in SCOPES],
                user_scopes=[],
                redirect_uri=f"{settings.public_url.rstrip('/')}/slack/oauth_redirect",
                installation_store=_Installing(self),
                state_store=_States(store, clock),
                state_expiration_seconds=int(STATE.total_seconds()),
                logger=SDK_LOG,
            ),
        )

    async def start(self) -> None:
        """Nothing can be checked before somebody installs."""

    async def find(self, team: str) -> Workspace | None:
        """Asked for again after a minute, for another process may have heard of a removal."""
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
        """Sparri is there from now on; `name` is what Slack calls the workspace."""
        self._known.pop(workspace.team, None)
        await asyncio.to_thread(self._install, workspace, name)
        log.warning("Sparri was installed in the Slack workspace %s", workspace.team)

    def _find(self, team: str) -> Workspace | None:
        with self._store.reading() as conn:
            return slack.installed(conn, team)

    def _forget(self, team: str) -> None:
        with self._store.claiming() as conn:
            slack.forget(conn, team)

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
        """Keeps what is needed to speak there. Raises BoltError, which the installer's page shows."""
        team, token = installation.team_id or "", installation.bot_token or ""
        if team and token:
            found = Workspace(team, installation.bot_user_id or "", installation.bot_id or "", token)
            await self._workspaces.install(found, installation.team_name or "")
        else:
            raise BoltError("Sparri is installed in a workspace, with a bot token; not in a whole organisation at once")


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


def _refused(failed: Failed, url: str) -> str:
    if failed.code in _REFUSED:
        return f"Slack refuses SPARRI_SLACK_BOT_TOKEN ({failed.code}): copy the Bot User OAuth Token of the app again."
    return (
        f"Slack cannot be asked about SPARRI_SLACK_BOT_TOKEN at {url} ({failed.code}): check the network and try again."
    )
