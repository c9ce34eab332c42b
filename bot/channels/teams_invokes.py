"""What Teams asks and waits for in the response itself: dialogs, and its own thumbs. Bodies are plain JSON."""

import logging
import secrets
from collections import OrderedDict
from hashlib import sha256

from bot.channels import teams_events as events
from bot.channels.platform import Door
from bot.channels.teams_cards import Json, dialog, notice
from bot.channels.teams_events import PLATFORM, Feedback
from bot.store import StoreError
from bot.texts import texts
from bot.turns import Pressed, Submitted

log = logging.getLogger(__name__)

REASON = 1_000
"""Characters that are kept of what somebody writes beside a thumb."""
_KEPT = 10_000


class Invokes:
    """Answers them with what the core says."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._thumbs: OrderedDict[tuple[str, str], tuple[str, str]] = OrderedDict()

    async def answer(self, activity: Json) -> tuple[int, Json | None]:
        """The status and the body; None for a body without anything. Raises Malformed and StoreError."""
        match activity.get("name"):
            case "task/fetch":
                return 200, await self._opened(activity)
            case "task/submit":
                return 200, await self._submitted(activity)
            case "message/submitAction":
                given = events.feedback(activity)
                if given:
                    await self._rated(given)
                return 200, {}
            case "adaptiveCard/action":
                wrong = {"code": "BadRequest", "message": "Sparri draws no such action."}
                told = {"statusCode": 400, "type": "application/vnd.microsoft.error", "value": wrong}
                return 200, told
        return 501, {}

    async def _opened(self, activity: Json) -> Json:
        """The dialog behind a button."""
        pressed = events.asked_form(activity)
        _ = texts(await self._door.language(pressed.address if pressed else events.address(activity)))
        try:
            form = await self._door.show(pressed) if pressed else None
        except StoreError:
            raise
        except Exception as error:
            log.error("the form %s failed: %s", pressed.action if pressed else "", type(error).__name__)
            return notice(_("Something went wrong on my side. Please try again in a moment."))
        if form is None or pressed is None:
            return notice(_("This form cannot be opened now."))
        message = pressed.message.partition(" ")[2]
        carried = {"action": form.action, "arg": form.arg, "nonce": secrets.token_urlsafe(18), "message": message}
        return dialog(form, _, carried)

    async def _submitted(self, activity: Json) -> Json | None:
        """None closes the dialog: it is stored. Otherwise what the dialog shows instead."""
        sent = events.filled_form(activity)
        _ = texts(await self._door.language(sent.address if sent else events.address(activity)))
        if sent is None:
            return notice(_("This form cannot be opened now."))
        try:
            form = await self._door.submit(sent)
        except StoreError:
            raise
        except Exception as error:
            log.error("the form %s failed: %s", sent.action, type(error).__name__)
            return notice(_("Something went wrong on my side. Please try again in a moment."))
        if form is None:
            return None
        nonce, message = sent.event_id.rpartition(":")[2], sent.message.partition(" ")[2]
        carried = {"action": form.action, "arg": form.arg, "nonce": nonce, "message": message}
        return dialog(form, _, carried, sent.values)

    async def _rated(self, given: Feedback) -> None:
        """A thumb of Teams' own does what ours does. One that comes again, under whatever id, has one effect; one that was
        changed has its own."""
        question = await self._door.question(given.address, given.remote_id)
        if not question:
            log.info("a thumb stands under a message whose question is not known")
            return
        key = (given.address.lane + given.address.user, given.remote_id)
        action, stamp = self._thumbs.get(key, ("", ""))
        if action != given.action:
            stamp = secrets.token_urlsafe(6)
        event_id = f"{PLATFORM}:thumb:{given.address.workspace}:{given.address.user}:{given.remote_id}:{stamp}"
        self._thumbs[key] = (given.action, stamp)
        if len(self._thumbs) > _KEPT:
            self._thumbs.popitem(last=False)
        if given.words:
            thumb = {"thumb": given.action.partition(".")[2], "reason": given.words[:REASON]}
            event_id += f":{sha256(given.words.encode('utf-8', 'replace')).hexdigest()[:12]}"
            await self._door.receive(Submitted(event_id, given.address, "ask.rated", thumb, question))
        else:
            await self._door.receive(Pressed(event_id, given.address, given.action, question))
