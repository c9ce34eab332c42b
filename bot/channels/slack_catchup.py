"""What people wrote in private and Slack never delivered: their conversations are read through now and then.

Cost: one conversations.history a conversation and round, and one conversations.replies for each thread with something new in
it; one more for every PAGE messages. Slack allows 50 a minute and workspace; we take 40, newest conversations first, so 1,000
of them take 25 minutes.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.cards import ARGUMENT
from bot.channels import slack_events as events
from bot.channels.slack_calls import Calls, Failed
from bot.channels.slack_members import Unasked
from bot.channels.slack_workspaces import Workspaces
from bot.delivery.inbox import masked
from bot.delivery.outcomes import Later
from bot.store import Store, StoreError, slack
from bot.store.slack import Heard, Workspace
from bot.turns import Pressed, Said

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=10)
PACE = 1.5
"""Seconds between two requests in a workspace."""
THREADS = timedelta(days=2)
"""How old a thread may be that is still looked into: the assistant's pane writes everything into threads."""
LATE = timedelta(hours=24)
"""A question older than that is not answered as if it were fresh."""
PAGE, WAITS = 200, 3
"""Messages a request, and how often what Slack asks to wait is waited before the conversation is left to the next round."""
SECOND = 1_000_000

Receive = Callable[[Workspace, Said | Pressed], Awaitable[None]]


class CatchUp:
    """Reads on its own at once, when it is woken, and every EVERY."""

    def __init__(
        self,
        calls: Calls,
        workspaces: Workspaces,
        store: Store,
        clock: Callable[[], datetime],
    ) -> None:
        self._calls, self._workspaces, self._store = calls, workspaces, store
        self._clock, self.pace = clock, PACE
        self._begun: set[tuple[str, str]] = set()
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Something may have been lost just now: a connection was made anew."""
        self._woken.set()

    async def run(self, receive: Receive) -> None:
        """Until it is cancelled. `receive` takes what is found, as any event."""
        while True:
            self._woken.clear()
            try:
                await self.once(receive)
            except Exception as error:
                log.warning("reading through Slack's conversations ended in %s", type(error).__name__)
            try:
                async with asyncio.timeout(EVERY.total_seconds()):
                    await self._woken.wait()
            except TimeoutError:
                pass

    async def note(self, said: Said) -> None:
        """Somebody was heard in private: from here on, their conversation is read through."""
        at = said.address
        key = (at.workspace, at.conversation)
        if key in self._begun or not at.is_private or not at.conversation:
            return
        last = _micros(said.event_id.rpartition(":")[2])
        try:
            await asyncio.to_thread(self._begin, *key, at.user, last)
        except StoreError:
            log.warning("a conversation of %s is not read through yet: the database cannot be written", at.workspace)
        else:
            self._begun.add(key)

    async def once(self, receive: Receive) -> int:
        """Reads through every conversation; how many messages it handed over, known ones among them."""
        known = await asyncio.to_thread(self._known)
        self._begun = {(heard.workspace, heard.conversation) for heard in known}  # those of people erased begin anew
        teams: dict[str, list[Heard]] = {}
        for heard in known:
            teams.setdefault(heard.workspace, []).append(heard)
        return sum(await asyncio.gather(*(self._workspace(team, each, receive) for team, each in teams.items())))

    async def _workspace(self, team: str, known: list[Heard], receive: Receive) -> int:
        workspace, found = await self._workspaces.find(team), 0
        for heard in known if workspace else ():
            assert workspace
            try:
                found += await self._conversation(workspace, heard, receive)
            except Failed as failed:
                if failed.code in ("missing_scope", "account_inactive", "token_revoked", "invalid_auth"):
                    log.error("conversations of %s cannot be read through: %s", team, failed.code)
                    break
                log.info("a conversation of %s was not read through: %s", team, failed.code)
            except Unasked:
                log.info("a conversation of %s was not read through: Slack does not tell who it is with", team)
        return found

    async def _conversation(self, workspace: Workspace, heard: Heard, receive: Receive) -> int:
        """All that is missing, however much: first read to its end, then handed over from the oldest on. How far a
        conversation is heard moves only over what was handed over."""
        # what is written while we read may stand in a thread that we have passed: it is left to the next round
        until = int((self._clock().timestamp() + 1) * SECOND)
        since = max(0, heard.last - int(THREADS.total_seconds()) * SECOND)
        shown = await self._pages(workspace, "conversations_history", channel=heard.conversation, oldest=_ts(since))
        for root in [root for root in shown if _micros(root.get("latest_reply")) > heard.last]:
            shown += await self._pages(
                workspace,
                "conversations_replies",
                channel=heard.conversation,
                ts=str(root.get("ts")),
                oldest=_ts(heard.last),
            )
        times = ((_micros(message.get("ts")), message) for message in shown)
        missing = sorted({when: message for when, message in times if heard.last < when <= until}.items())
        found = 0
        for start in range(0, len(missing), PAGE):
            some = missing[start : start + PAGE]
            for event in [said for _when, message in some if (said := self._said(message, workspace, heard))]:
                await receive(workspace, event)
                found += 1
            await asyncio.to_thread(self._moved, heard, some[-1][0])
        return found

    def _said(self, message: dict[str, Any], workspace: Workspace, heard: Heard) -> Said | Pressed | None:
        told = {**message, "channel": heard.conversation, "channel_type": "im"}
        said = events.said(told, workspace.team, workspace.bot_user)
        if said is None:
            return None
        age = self._clock() - datetime.fromtimestamp(_micros(message.get("ts")) / SECOND, UTC)
        return said if age < LATE else late(said)

    async def _pages(self, workspace: Workspace, method: str, **where: Any) -> list[dict[str, Any]]:
        shown: list[dict[str, Any]] = []
        while True:
            page = await self._call(workspace, method, limit=PAGE, **where)
            shown += [message for message in page.get("messages") or () if isinstance(message, dict)]
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor or cursor == where.get("cursor"):
                return shown
            where["cursor"] = cursor

    async def _call(self, workspace: Workspace, method: str, **where: Any) -> dict[str, Any]:
        """Waits out what Slack asks to be waited: this has time."""
        for wait in range(WAITS + 1):
            await asyncio.sleep(self.pace)
            try:
                return await self._calls.call(workspace.team, workspace.token, method, **where)
            except Failed as failed:
                if not isinstance(failed.outcome, Later) or wait == WAITS:
                    raise
                await asyncio.sleep(max(0, (failed.outcome.until - self._clock()).total_seconds()))
        raise AssertionError("unreachable")

    def _known(self) -> Iterable[Heard]:
        with self._store.reading() as conn:
            return slack.conversations(conn)

    def _begin(self, workspace: str, conversation: str, member: str, last: int) -> None:
        with self._store.claiming() as conn:
            slack.begin(conn, workspace, conversation, member, last)

    def _moved(self, heard: Heard, last: int) -> None:
        with self._store.claiming() as conn:
            slack.moved(conn, heard.workspace, heard.conversation, last)


def late(said: Said) -> Pressed:
    """A question found long after it was asked: an apology, with the question to be asked again if it is short enough."""
    clean = masked(said)
    words = clean.text if isinstance(clean, Said) and len(clean.text) <= ARGUMENT else ""
    return Pressed(said.event_id, said.address, "ask.late", words)


def _micros(ts: object) -> int:
    """A message's time in microseconds, 0 for what is none."""
    seconds, _dot, rest = str(ts).partition(".")
    return int(seconds) * SECOND + int(rest) if seconds.isdecimal() and len(rest) == 6 and rest.isdecimal() else 0


def _ts(micros: int) -> str:
    return f"{micros // SECOND}.{micros % SECOND:06d}"
