"""Showing cards in Slack: posting, editing, home pages and files, and looking for what may have arrived."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.cards import File, Image
from bot.channels import slack_blocks as draw
from bot.channels.platform import Door
from bot.channels.slack_calls import NOT_INSTALLED, Calls, Failed, given_up
from bot.channels.slack_events import named, remote_id
from bot.channels.slack_workspaces import Workspaces
from bot.delivery.outbox import HOME
from bot.delivery.outcomes import Claimed, Gone, Later, Outcome, Refused, Rules, Sent, Unknown
from bot.store.columns import LONG_AGO
from bot.store.slack import Workspace
from bot.texts import texts

log = logging.getLogger(__name__)

RULES = Rules(pace=timedelta(seconds=1), looks_up=True)
EVENT_TYPE = "sparri_message"
"""The kind of the metadata that carries a message's key."""
NOT_THERE = ("message_not_found", "cant_update_message", "edit_window_closed", "is_inactive", "channel_not_found")
"""What cannot be redrawn is posted anew."""
NO_HOME = ("not_enabled", "missing_scope", "view_not_allowed")
EVERY, BURST = timedelta(milliseconds=250), 20
"""A workspace takes several hundred messages a minute: 20 at once, then four a second."""
PAGES, PAGE = 5, 200
LOOK_BACK = timedelta(days=1)


class NotReadable(Exception):
    """The history of a conversation is not for us to read: a channel, since we never ask for that right."""


@dataclass
class Budget:
    """How much a workspace takes: a message every EVERY, BURST of them at once when it was quiet."""

    due: datetime = LONG_AGO
    promised: datetime = LONG_AGO

    def wait(self, now: datetime) -> datetime | None:
        """Takes a message's worth; or when to come back, each who asks a little later than the one before."""
        start = max(self.due, now)
        if start - now < EVERY * BURST:
            self.due = start + EVERY
            return None
        self.promised = max(self.promised, start - EVERY * BURST) + EVERY
        return self.promised


class Sending:
    """The channel of the sending loop."""

    rules = RULES

    def __init__(self, calls: Calls, workspaces: Workspaces, door: Door, clock: Callable[[], datetime]) -> None:
        self._calls, self._workspaces, self._door, self._clock = calls, workspaces, door, clock
        self._budgets: dict[str, Budget] = {}

    async def send(self, message: Claimed, /) -> Outcome:
        """Posts a message, or publishes a home page. What may be there already is looked for first."""
        return given_up(await self._sent(message), message.attempts)

    async def edit(self, message: Claimed, remote: str, /) -> Outcome:
        """Redraws a message where it stands; one that is gone is posted anew."""
        return given_up(await self._edited(message, remote), message.attempts)

    async def _sent(self, message: Claimed) -> Outcome:
        workspace = await self._workspaces.find(message.address.workspace)
        if workspace is None:
            return Gone(NOT_INSTALLED)
        try:
            if message.slot == HOME:
                return await self._publish(workspace, message)
            found = await self._looked_up(workspace, message) if message.is_uncertain else None
            if found:
                return await self._completed(workspace, message, found)
            late = self._budgets.setdefault(workspace.team, Budget()).wait(self._clock())
            return Later(late) if late else await self._posted(workspace, message)
        except Failed as failed:
            return failed.outcome
        except NotReadable:
            log.warning("outbox row %s may have arrived, and it cannot be looked for where it went", message.row)
            if message.must:
                return await self._again(workspace, message)
            return Refused("it may have arrived, and cannot be looked for there", is_final=True)

    async def _edited(self, message: Claimed, remote: str) -> Outcome:
        workspace = await self._workspaces.find(message.address.workspace)
        if workspace is None:
            return Gone(NOT_INSTALLED)
        return await self._redrawn(workspace, message, remote) or await self._sent(message)

    async def _redrawn(self, workspace: Workspace, message: Claimed, remote: str) -> Outcome | None:
        """None where a message cannot be redrawn, or can no more."""
        at = named(remote)
        if at is None:
            return None
        body = await self._body(message)
        try:
            await self._call(workspace, "chat_update", channel=at[0], ts=at[1], **body)
            return Sent(remote)
        except Failed as failed:
            return None if failed.code in NOT_THERE else failed.outcome

    async def _again(self, workspace: Workspace, message: Claimed) -> Outcome:
        """Once more where nobody can look, and never a third time: each may be one more copy before everybody there."""
        try:
            return await self._posted(workspace, message)
        except Failed as failed:
            is_known = not isinstance(failed.outcome, Unknown)
            return failed.outcome if is_known else Refused("twice it may have arrived", is_final=True)

    async def _publish(self, workspace: Workspace, message: Claimed) -> Outcome:
        view = draw.home(message.card)
        try:
            await self._call(workspace, "views_publish", user_id=message.address.user, view=view)
        except Failed as failed:
            if failed.code not in NO_HOME:
                raise
            log.info("the app has no home page in %s (%s)", workspace.team, failed.code)
        return Sent()

    async def _posted(self, workspace: Workspace, message: Claimed) -> Outcome:
        at = message.address
        thread = {"thread_ts": at.thread} if at.thread else {}
        body = await self._body(message)
        posted = await self._call(
            workspace,
            "chat_postMessage",
            channel=at.conversation or at.user,
            mrkdwn=False,
            unfurl_links=False,
            unfurl_media=False,
            **thread,
            **body,
        )
        remote = remote_id(str(posted.get("channel") or at.conversation), str(posted.get("ts") or ""))
        return await self._with_files(workspace, message, message.card.files, remote)

    async def _body(self, message: Claimed) -> dict[str, Any]:
        _ = texts(await self._door.language(message.address))
        return {
            "text": draw.summary(message.card, _),
            "blocks": draw.blocks(message.card),
            "parse": "none",
            "link_names": False,
            "metadata": {"event_type": EVENT_TYPE, "event_payload": {"key": message.key}},
        }

    async def _with_files(
        self, workspace: Workspace, message: Claimed, files: Iterable[File | Image], remote: str
    ) -> Outcome:
        """Picture and file after their card. Whatever goes wrong now, the card has arrived: the next attempt finds it and goes
        on."""
        channel, _space, _ts = remote.partition(" ")
        thread = {"thread_ts": message.address.thread} if message.address.thread else {}
        try:
            for file in files:
                told = {"alt_txt": draw.visible(file.alt)} if isinstance(file, Image) else {}
                place = await self._call(
                    workspace, "files_getUploadURLExternal", filename=file.name, length=len(file.content), **told
                )
                await self._calls.upload(str(place["upload_url"]), file.content)
                shared = [{"id": str(place["file_id"]), "title": file.name}]
                await self._call(workspace, "files_completeUploadExternal", files=shared, channel_id=channel, **thread)
        except Failed as failed:
            log.warning("the file of outbox row %s was not taken: %s", message.row, failed.code)
            return Sent(remote) if failed.code in ("missing_scope", "not_allowed_token_type") else Unknown()
        return Sent(remote)

    async def _completed(self, workspace: Workspace, message: Claimed, found: list[dict[str, Any]]) -> Outcome:
        """What had arrived is made whole: drawn as it should be now, and its file added where that is missing."""
        channel, card = str(found[0]["channel"]), found[0]
        remote = remote_id(channel, str(card["ts"]))
        shared = [str(shown.get("name")) for later in found[1:] for shown in later.get("files") or ()]
        if missing := [file for file in message.card.files if file.name not in shared]:
            return await self._with_files(workspace, message, missing, remote)
        # where it cannot be redrawn it stands as it arrived: posted anew it would be looked for and found again, for ever
        return (message.slot and await self._redrawn(workspace, message, remote)) or Sent(remote)

    async def _looked_up(self, workspace: Workspace, message: Claimed) -> list[dict[str, Any]]:
        """The message of a key and those after it, [] if it did not arrive. Raises Failed, NotReadable."""
        at, since = message.address, str((self._clock() - LOOK_BACK).timestamp())
        try:
            channel = at.conversation or await self._opened(workspace, at.user)
            where = {"channel": channel, "limit": PAGE, "oldest": since, "include_all_metadata": True}
            method = "conversations_replies" if at.thread else "conversations_history"
            where |= {"ts": at.thread} if at.thread else {}
            seen: list[dict[str, Any]] = []
            for _page in range(PAGES):
                page = await self._call(workspace, method, **where)
                seen += [shown for shown in page.get("messages") or () if isinstance(shown, dict)]
                cursor = (page.get("response_metadata") or {}).get("next_cursor")
                if not cursor:
                    break
                where["cursor"] = cursor
        except Failed as failed:
            if failed.code in ("missing_scope", "not_in_channel", "channel_not_found", "no_permission"):
                raise NotReadable from None
            raise
        seen.sort(key=lambda shown: str(shown.get("ts")))
        for number, shown in enumerate(seen):
            if _key(shown) == message.key:
                return [shown | {"channel": channel}, *seen[number + 1 :]]
        return []

    async def _opened(self, workspace: Workspace, user: str) -> str:
        opened = await self._call(workspace, "conversations_open", users=user)
        return str((opened.get("channel") or {}).get("id") or "")

    async def _call(self, workspace: Workspace, method: str, **arguments: Any) -> dict[str, Any]:
        return await self._calls.call(workspace.team, workspace.token, method, **arguments)


def _key(shown: dict[str, Any]) -> str:
    metadata = shown.get("metadata") or {}
    return (
        str((metadata.get("event_payload") or {}).get("key") or "") if metadata.get("event_type") == EVENT_TYPE else ""
    )
