"""What each kind of payload from Slack becomes: Bolt's listeners, who are let in, and the hints of the assistant's pane."""

import asyncio
import json
import logging
import re
import traceback
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse

from bot.channels import slack_blocks, slack_events, slack_forms
from bot.channels.platform import Door
from bot.channels.slack_calls import DEAD, SDK_LOG, Calls, Failed
from bot.channels.slack_events import Json
from bot.channels.slack_members import PATIENCE, Members, Unasked
from bot.channels.slack_workspaces import Workspaces
from bot.people import Address
from bot.store import StoreError
from bot.store.slack import Workspace
from bot.texts import Texts, texts
from bot.turns import Pressed, Said

log = logging.getLogger(__name__)

QUICK, SLOW = 0.5, 12
"""Seconds after which a modal opens in the place of a form that is not ready, and after which no form is waited for: what opens
one lives for three."""
UNSIGNED = ("url_verification", "ssl_check")


class Listening:
    """Takes in what Slack tells, from any workspace where Sparri is installed.

    `note` is told of what was said in private and is stored. A listener is done when its event is stored, and only then does
    Bolt acknowledge (`process_before_response`); what it raises is answered 503, or in Socket Mode not at all.
    """

    def __init__(
        self,
        calls: Calls,
        workspaces: Workspaces,
        members: Members,
        door: Door,
        note: Callable[[Said], Awaitable[None]],
    ) -> None:
        self._calls, self._workspaces, self._members = calls, workspaces, members
        self._door, self._note = door, note
        self._hints: set[asyncio.Task[None]] = set()
        self.bolt = self._listening()

    async def receive(self, workspace: Workspace, event: Said | Pressed) -> None:
        """Stores what somebody wrote in private or to us, if Sparri is for them. Raises StoreError, Unasked."""
        if await self._is_welcome(workspace, event.address, {}, SLOW):
            await self._kept(event)

    async def stop(self) -> None:
        """Gives up the hints that are under way."""
        for hint in self._hints:
            hint.cancel()
        await asyncio.gather(*self._hints, return_exceptions=True)

    def _listening(self) -> AsyncApp:
        async def authorized(context: AsyncBoltContext) -> AuthorizeResult:
            here: Workspace = context["workspace"]
            return AuthorizeResult(
                enterprise_id=None,
                team_id=here.team,
                bot_user_id=here.bot_user,
                bot_id=here.bot_id,
                bot_token=here.token,
            )

        bolt = AsyncApp(
            logger=SDK_LOG,
            client=self._calls.client(),
            before_authorize=self._known,
            authorize=authorized,
            process_before_response=True,
            request_verification_enabled=False,  # ours came first, and Bolt's answers 500 to what it cannot read
            raise_error_for_unhandled_request=True,
            attaching_conversation_kwargs_enabled=False,
        )
        for kind in ("message", "app_mention"):
            bolt.event(kind)(self._said)
        for kind in ("app_home_opened", "assistant_thread_started"):
            bolt.event(kind)(self._opened)
        for kind in ("app_uninstalled", "tokens_revoked"):
            bolt.event(kind)(self._removed)
        bolt.command(re.compile(""))(self._commanded)
        bolt.action(re.compile(f"^{slack_events.PRESS}:"))(self._pressed)
        bolt.action(re.compile(f"^{slack_events.FORM}:"))(self._asked)
        bolt.view(slack_events.FORM)(self._submitted)
        bolt.error(self._failed)
        return bolt

    async def _known(
        self, body: Json, context: AsyncBoltContext, next: Callable[[], Awaitable[None]]
    ) -> BoltResponse | None:
        """Lets through what comes from a workspace where Sparri is installed."""
        kind = body.get("type")
        if kind == "app_rate_limited":
            log.error("Slack holds back events of %s: more than 30,000 an hour", slack_events.team_of(body))
            return BoltResponse(status=200)
        if kind not in UNSIGNED and not body.get("ssl_check"):
            workspace = await self._workspaces.find(slack_events.team_of(body))
            if workspace is None:
                log.warning("a request from the unknown workspace %.20r was refused", slack_events.team_of(body))
                return BoltResponse(status=403, headers={"X-Slack-No-Retry": "1"})
            context["workspace"] = workspace
        await next()
        return None

    async def _said(self, event: Json, body: Json, workspace: Workspace) -> None:
        said = slack_events.said(event, workspace.team, workspace.bot_user)
        sure = await self._sure(workspace, said, body) if said else None
        if said and sure:
            await self._kept(sure)
            if said.address.is_private and said.address.thread:
                self._hint(self._status(workspace, said.address))

    async def _commanded(self, ack: AsyncAck, body: Json, workspace: Workspace) -> None:
        said = slack_events.commanded(body, workspace.team)
        if said and (sure := await self._sure(workspace, said, body)):
            await self._door.receive(sure)
        await ack()

    async def _opened(self, body: Json, workspace: Workspace) -> None:
        event = slack_events.opened(body, workspace.team)
        if event and (sure := await self._sure(workspace, event, body)):
            await self._door.receive(sure)
            if event.address.thread:
                self._hint(self._suggested(workspace, event.address))

    async def _pressed(self, ack: AsyncAck, body: Json, workspace: Workspace) -> None:
        event = slack_events.pressed(body, workspace.team)
        if event and (sure := await self._sure(workspace, event, body)):
            await self._door.receive(sure)
        await ack()

    async def _asked(self, ack: AsyncAck, body: Json, workspace: Workspace) -> None:
        """A form opens while its trigger lives, and nothing is stored. One that is not ready at once becomes what stands in a
        modal that has opened in its place."""
        event = slack_events.pressed(body, workspace.team)
        if event:
            _ = await self._texts(event.address)
            made = asyncio.create_task(self._made(event, body, workspace))
            done, _late = await asyncio.wait({made}, timeout=QUICK)
            view = made.result() if done else slack_forms.loading(_)
            opened = await self._open(event, str(body.get("trigger_id")), view, workspace) if view else {}
            if not done:
                self._hint(self._becomes(made, opened, _, workspace))
        await ack()

    async def _made(self, event: Pressed, body: Json, workspace: Workspace) -> Json | None:
        """The modal behind a button, None for somebody who is not welcome. Raises Unasked, StoreError."""
        if not await self._is_welcome(workspace, event.address, body, SLOW):
            return None
        _, form = await self._texts(event.address), await self._door.show(event)
        nothing = _("This form cannot be opened now.")
        return slack_forms.modal(form, slack_events.kept(event, form), _) if form else slack_forms.notice(nothing, _)

    async def _open(self, event: Pressed, trigger: str, view: Json, workspace: Workspace) -> dict[str, Any]:
        try:
            return await self._calls.call(workspace.team, workspace.token, "views_open", trigger_id=trigger, view=view)
        except Failed as failed:
            log.warning("the form %s was not opened in %s: %s", event.action, workspace.team, failed.code)
            return {}

    async def _becomes(
        self, made: asyncio.Task[Json | None], opened: dict[str, Any], _: Texts, workspace: Workspace
    ) -> None:
        """What has opened becomes the form, or says that there is none."""
        view = None
        try:
            async with asyncio.timeout(SLOW):
                view = await made
        except Exception as error:
            log.warning("a form was not ready in %s: %s", workspace.team, type(error).__name__)
        view = view or slack_forms.notice(_("This form cannot be opened now."), _)
        if there := (opened.get("view") or {}).get("id"):
            await self._hinted(workspace, "views_update", view_id=str(there), view=view)

    async def _submitted(self, ack: AsyncAck, body: Json, view: Json, workspace: Workspace) -> None:
        try:
            carried = json.loads(str(view.get("private_metadata")))
        except ValueError:
            carried = None
        event = slack_events.submitted(body, workspace.team, carried)
        if event is None:
            await ack()
            return
        try:
            is_welcome = await self._is_welcome(workspace, event.address, body)
        except Unasked:
            # it stays before them as they filled it in: stored unseen, its faults could not be told under its fields
            _ = await self._texts(event.address)
            await ack(response_action="errors", errors=dict(slack_forms.again(event.values, _)))
            return
        form = await self._door.submit(event) if is_welcome else None
        if form is None:
            await ack()
        elif form.errors:
            await ack(response_action="errors", errors=dict(slack_forms.errors(form)))
        else:
            asked = Pressed("", event.address, event.action, event.arg, event.message)
            _ = await self._texts(event.address)
            await ack(response_action="update", view=slack_forms.modal(form, slack_events.kept(asked, form), _))

    async def _removed(self, event: Json, workspace: Workspace) -> None:
        tokens = event.get("tokens")
        is_told = event.get("type") == "app_uninstalled" or (isinstance(tokens, dict) and tokens.get("bot"))
        if is_told and await self._is_dead(workspace):
            log.warning("Sparri was removed from the Slack workspace %s", workspace.team)
            await self._workspaces.forget(workspace.team)

    async def _is_dead(self, workspace: Workspace) -> bool:
        """Whether its token is no good any more: what is told late may be of an installation before. Raises Unasked."""
        try:
            await self._calls.call(workspace.team, workspace.token, "auth_test")
        except Failed as failed:
            if failed.code in DEAD:
                return True
            raise Unasked from None
        return False

    async def _failed(self, error: Exception) -> BoltResponse:
        """What is not stored is not acknowledged: Slack delivers it again."""
        match error:
            case BoltUnhandledRequestError():
                return BoltResponse(status=200)
            case StoreError():
                log.error("something from Slack was not taken, and comes again: %s", error)
            case Unasked():
                log.error("something from Slack was not taken: %s", type(error).__name__)
            case _:
                told = "".join(traceback.format_tb(error.__traceback__))
                log.error("something from Slack was not taken: %s\n%s", type(error).__name__, told)
        return BoltResponse(status=503)

    # --- who, and what besides

    async def _kept(self, event: Said | Pressed) -> None:
        await self._door.receive(event)
        if isinstance(event, Said):
            await self._note(event)

    async def _sure(self, workspace: Workspace, event: Said | Pressed, body: Json) -> Said | Pressed | None:
        """The event to be stored; None for somebody who is not welcome. Where Slack does not tell in time who it is, it is
        asked again when the event is worked on."""
        try:
            return event if await self._is_welcome(workspace, event.address, body) else None
        except Unasked:
            return replace(event, is_unsure=True)

    async def _is_welcome(self, workspace: Workspace, address: Address, body: Json, patience: float = PATIENCE) -> bool:
        """Guests and people of other organisations are told so, and nothing of theirs is kept. Raises Unasked."""
        home, language, is_untold = slack_events.home_of(body), None, False
        try:
            member = await self._members.find(workspace, address.user, patience)
            is_member, language, is_untold = member.is_member, member.profile.language, member.is_untold
        except Unasked:
            if home in ("", workspace.team):
                raise
            is_member = False
        if not is_member:
            language = language or await self._door.language(address)
            await self._door.refuse(address, language, is_untold=is_untold)
        return is_member

    async def _texts(self, address: Address) -> Texts:
        return texts(await self._door.language(address))

    async def _suggested(self, workspace: Workspace, at: Address) -> None:
        _ = await self._texts(at)
        await self._hinted(
            workspace,
            "assistant_threads_setSuggestedPrompts",
            channel_id=at.conversation,
            thread_ts=at.thread,
            title=_("Ask in your own words"),
            prompts=slack_blocks.prompts(_),
        )

    async def _status(self, workspace: Workspace, at: Address) -> None:
        _ = await self._texts(at)
        where = {"channel_id": at.conversation, "thread_ts": at.thread}
        await self._hinted(workspace, "assistant_threads_setStatus", status=_("Searching …"), **where)

    async def _hinted(self, workspace: Workspace, method: str, **arguments: Any) -> None:
        try:
            await self._calls.call(workspace.team, workspace.token, method, **arguments)
        except Failed as failed:
            log.debug("%s: %s", method, failed.code)

    def _hint(self, work: Coroutine[Any, Any, None]) -> None:
        """Beside the acknowledgement, which does not wait for it."""
        hint = asyncio.create_task(work)
        self._hints.add(hint)
        hint.add_done_callback(self._hints.discard)
