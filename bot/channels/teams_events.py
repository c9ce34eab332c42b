"""What Teams posts, read into events. Pure: the JSON of an activity in, an event out; nothing in it is trusted.

An address in Teams: `workspace` is the tenant, `user` the Entra object id (the same in every tenant app and in the admin
centre) or the bot's own id for a person, `conversation` without its `;messageid=…`, which is the `thread`. Its `route` is
the service URL and the id by which a conversation with the person is begun.
"""

import html
import json
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from bot.cards import ARGUMENT
from bot.channels.teams_cards import FIELD
from bot.channels.teams_messages import THUMBS
from bot.people import Address, Language, Place, Profile
from bot.turns import Pressed, Said, Submitted

Json = dict[str, Any]
Heard = Said | Pressed

PLATFORM = "teams"
THREAD = ";messageid="
OPENED = "home.opened"
"""What somebody does who adds the app: the first message is shown unless they have seen it."""

_ACTION = re.compile(r"[a-z_]{1,30}\.[a-z_]{1,30}")
_NONCE = re.compile(r"[\w-]{1,64}")
_AT = re.compile(r"</?at\b[^>]*>", re.I)


class Malformed(Exception):
    """This is no activity of Teams'; the text says what is missing."""


@dataclass(frozen=True)
class Left:
    """The app was removed from a conversation."""

    address: Address


@dataclass(frozen=True)
class Feedback:
    """A thumb of Teams' own under the message `remote_id`; `action` is what the same button on a card would do, `words` what
    was written beside it."""

    address: Address
    remote_id: str
    action: str
    words: str = ""


def text_of(holder: Json, *path: str) -> str:
    """The string at a path of keys, "" if there is none."""
    found: object = holder
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""


def tenant(activity: Json) -> str:
    """Whose tenant the activity comes from."""
    return (text_of(activity, "channelData", "tenant", "id") or text_of(activity, "conversation", "tenantId")).lower()


def address(activity: Json, sender: Json | None = None) -> Address:
    """Where the sender is heard. Raises Malformed."""
    sender = sender or _dict(activity, "from")
    conversation, _, thread = text_of(activity, "conversation", "id").partition(THREAD)
    user, own_id = text_of(sender, "aadObjectId"), text_of(sender, "id")
    url = text_of(activity, "serviceUrl")
    if not (conversation and (user or own_id) and url) or " " in url:
        raise Malformed("an activity has a conversation, a sender and a serviceUrl")
    kind = text_of(activity, "conversation", "conversationType")
    if kind == "channel":
        # a post that begins a thread goes by its own id
        thread = thread or text_of(activity, "id")
    place = Place.PRIVATE if kind == "personal" or (not kind and not _is_shared(activity)) else Place.CHANNEL
    return Address(
        PLATFORM,
        tenant(activity),
        user or own_id,
        conversation,
        "" if place is Place.PRIVATE else thread,
        place,
        f"{url} {own_id}".strip(),
    )


def _is_shared(activity: Json) -> bool:
    """Whether a conversation of no named kind is one of many people: nothing private must be said there."""
    return text_of(activity, "conversation", "id").startswith("19:") or bool(
        _dict(activity, "conversation").get("isGroup")
    )


def event_id(activity: Json) -> str:
    """What a repeat of the activity has too. Raises Malformed."""
    conversation, own_id = text_of(activity, "conversation", "id"), text_of(activity, "id")
    if not own_id:
        raise Malformed("an activity has an id")
    return f"{PLATFORM}:{conversation.partition(THREAD)[0]}:{own_id}"


def heard(activity: Json) -> Heard | Left | None:
    """What an activity that asks for no answer says; None for what concerns nobody here. Raises Malformed."""
    match text_of(activity, "type"):
        case "message":
            return _message(activity)
        case "conversationUpdate":
            return _update(activity)
        case "installationUpdate":
            return _installation(activity)
        case "":
            raise Malformed("an activity has a type")
    return None


def asked_form(activity: Json) -> Pressed | None:
    """The button behind a task/fetch; None if it is none of ours. Raises Malformed."""
    return _pressed(activity, _dict(activity, "value", "data"))


def filled_form(activity: Json) -> Submitted | None:
    """The form behind a task/submit; None if it is none of ours. A form sent twice has one id. Raises Malformed."""
    data, at = _dict(activity, "value", "data"), address(activity)
    action, nonce = text_of(data, "action"), text_of(data, "nonce")
    if not _ACTION.fullmatch(action) or not _NONCE.fullmatch(nonce):
        return None
    values = {
        name.removeprefix(FIELD): value if isinstance(value, str) else ""
        for name, value in data.items()
        if name.startswith(FIELD)
    }
    form_id = f"{PLATFORM}:form:{at.workspace}:{at.user}:{nonce}"
    # the conversation is the one it is sent from, whatever the form says: no other message can be redrawn by it
    message = _remote_id(activity, text_of(data, "message"))
    return Submitted(form_id, at, action, values, text_of(data, "arg")[:ARGUMENT], message)


def feedback(activity: Json) -> Feedback | None:
    """The thumb behind a message/submitAction; None if it is something else. Raises Malformed."""
    action = THUMBS.get(text_of(activity, "value", "actionValue", "reaction"), "")
    remote_id = _remote_id(activity, text_of(activity, "replyToId"))
    if text_of(activity, "value", "actionName") != "feedback" or not action or not remote_id:
        return None
    return Feedback(address(activity), remote_id, action, _feedback_words(activity))


def _feedback_words(activity: Json) -> str:
    """What was written in Teams' form beside a thumb: JSON in a string, as Teams sends it, a string as it is documented, or
    an object."""
    given: object = _dict(activity, "value", "actionValue").get("feedback")
    if isinstance(given, str) and given.lstrip().startswith("{"):
        with suppress(ValueError, RecursionError):
            given = json.loads(given)
    if isinstance(given, dict):
        given = given.get("feedbackText")
    return given.strip() if isinstance(given, str) else ""


def profile(activity: Json) -> Profile:
    """What an activity tells of its sender."""
    client = next((entity for entity in _dicts(activity, "entities") if entity.get("type") == "clientInfo"), {})
    locale = (text_of(client, "locale") or text_of(activity, "locale"))[:2].lower()
    language = Language(locale) if locale in set(Language) else None
    return Profile(text_of(activity, "from", "name")[:200], language, text_of(client, "timezone")[:60])


def _message(activity: Json) -> Heard | None:
    value = activity.get("value")
    if isinstance(value, dict):
        return _pressed(activity, value)
    return Said(event_id(activity), address(activity), _words(activity))


def _words(activity: Json) -> str:
    """What was written, without the mention of the bot; other people's mentions are their names."""
    text, bot = text_of(activity, "text"), text_of(activity, "recipient", "id")
    for entity in _dicts(activity, "entities"):
        mention = text_of(entity, "text")
        if entity.get("type") == "mention" and mention and bot and text_of(entity, "mentioned", "id") == bot:
            text = text.replace(mention, " ", 1)
            break
    return html.unescape(_AT.sub("", text)).replace("\u00a0", " ").strip()


def _pressed(activity: Json, data: Json) -> Pressed | None:
    action = text_of(data, "action")
    if not _ACTION.fullmatch(action):
        return None
    message = _remote_id(activity, text_of(activity, "replyToId"))
    return Pressed(event_id(activity), address(activity), action, text_of(data, "arg")[:ARGUMENT], message)


def _remote_id(activity: Json, message: str) -> str:
    """The name of a message in the conversation of an activity, as sending gives it; "" for none."""
    conversation = text_of(activity, "conversation", "id")
    return f"{conversation} {message}" if message and not re.search(r"\s", conversation + message) else ""


def _update(activity: Json) -> Heard | Left | None:
    if text_of(activity, "conversation", "conversationType") != "personal":
        return Left(_of_conversation(activity)) if _is_bot_among(activity, "membersRemoved") else None
    person = _person(activity)
    if person and _dicts(activity, "membersAdded"):
        return Pressed(event_id(activity), address(activity, person), OPENED)
    if person and _is_bot_among(activity, "membersRemoved"):
        return Left(address(activity, person))
    return None


def _installation(activity: Json) -> Heard | Left | None:
    personal, action = text_of(activity, "conversation", "conversationType") == "personal", activity.get("action")
    person = _person(activity)
    if action == "add" and personal and person:
        return Pressed(event_id(activity), address(activity, person), OPENED)
    if action == "remove" and person:
        return Left(address(activity, person) if personal else _of_conversation(activity))
    return None


def _of_conversation(activity: Json) -> Address:
    """A conversation of many, whoever speaks of it."""
    return address(activity, _dict(activity, "from") or _dict(activity, "recipient"))


def _person(activity: Json) -> Json | None:
    """The person a conversation with one of them is with."""
    bot = text_of(activity, "recipient", "id")
    named = [*_dicts(activity, "membersAdded"), *_dicts(activity, "membersRemoved"), _dict(activity, "from")]
    return next((one for one in reversed(named) if text_of(one, "id") not in ("", bot)), None)


def _is_bot_among(activity: Json, key: str) -> bool:
    bot = text_of(activity, "recipient", "id")
    return any(text_of(member, "id") == bot for member in _dicts(activity, key))


def _dict(holder: Json, *path: str) -> Json:
    found: object = holder
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def _dicts(holder: Json, key: str) -> list[Json]:
    found = holder.get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
