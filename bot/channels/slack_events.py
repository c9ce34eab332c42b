"""What Slack's payloads say, as events: pure functions from JSON to the dataclasses of bot.turns.

Nothing in a payload is trusted to be there or to be of its kind; what makes no sense is None.
"""

import re
from collections.abc import Mapping
from typing import Any

from bot.cards import ARGUMENT
from bot.forms import Form
from bot.people import Address, Place
from bot.turns import Pressed, Said, Submitted

Json = Mapping[str, Any]

PLATFORM = "slack"
PRESS, FORM, LINK, VALUE = "press", "form", "link", "value"
"""How action ids begin: "press:0:skill.verb"; VALUE is the action id of every field."""
NONE = "-none-"
"""The value of the option that stands for no choice."""

_SAID_BY_PEOPLE = {None, "", "file_share", "me_message", "thread_broadcast"}
_SLACKBOT = "USLACKBOT"
_EMPTY = "menu"
"""What somebody means who says nothing."""
_TS = re.compile(r"\d{1,12}\.\d{6}", re.ASCII)
_CHANNEL = re.compile(r"[CDG][A-Z0-9]{1,30}", re.ASCII)
_USER = re.compile(r"[UW][A-Z0-9]{1,30}", re.ASCII)
_ACTION = re.compile(rf"(?:{PRESS}|{FORM}):\d:([\w.]{{1,60}})", re.ASCII)
_ANGLED = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


def team_of(body: Json) -> str:
    """The workspace whose installation a payload is for, "" if it names none. In a channel shared with others that is not
    always the speaker's own."""
    granted = body.get("authorizations")
    if isinstance(granted, list) and granted and isinstance(granted[0], Mapping):
        return _text(granted[0], "team_id")
    view, team = _map(body, "view"), body.get("team")
    if isinstance(team, Mapping):
        return _text(view, "app_installed_team_id") or _text(team, "id")
    return _text(view, "app_installed_team_id") or _text(body, "team_id") or _text(_map(body, "user"), "team_id")


def home_of(body: Json) -> str:
    """The workspace whoever acted belongs to, "" if the payload does not say."""
    event = _map(body, "event")
    if event:
        return _text(event, "user_team") or _text(event, "source_team") or _text(event, "team")
    return _text(_map(body, "user"), "team_id")


def said(event: Json, team: str, bot: str) -> Said | None:
    """What a person wrote to us in private, or in a channel with our name in it; None for everything else: our own words,
    other programs', changes, deletions, Slackbot. `bot` is our user id."""
    channel, ts, user = _matched(event, "channel", _CHANNEL), _matched(event, "ts", _TS), _matched(event, "user", _USER)
    is_noise = event.get("subtype") not in _SAID_BY_PEOPLE or event.get("bot_id") or event.get("hidden")
    if is_noise or not (channel and ts and user) or user in (bot, _SLACKBOT):
        return None
    is_private = event.get("channel_type") == "im" or channel.startswith("D")
    text, mention = _text(event, "text"), re.compile(rf"<@{re.escape(bot)}(?:\|[^<>]*)?>")
    if not is_private and not mention.search(text):
        return None
    thread = _matched(event, "thread_ts", _TS)
    if is_private:
        address = Address(PLATFORM, team, user, channel, thread if thread != ts else "")
    else:
        address = Address(PLATFORM, team, user, channel, thread or ts, Place.CHANNEL)
    words = readable(mention.sub("", text, count=1)).strip()
    return Said(f"{PLATFORM}:{team}:{channel}:{ts}", address, words or _EMPTY)


def commanded(body: Json, team: str) -> Said | None:
    """The words behind our slash command. They are answered in private, in a conversation that need not be known: where
    the command was written may be anybody's."""
    user, trigger = _matched(body, "user_id", _USER), _text(body, "trigger_id")
    if not user or not trigger:
        return None
    address = Address(PLATFORM, team, user, "")
    return Said(f"{PLATFORM}:{team}:command:{trigger}", address, readable(_text(body, "text")).strip() or _EMPTY)


def opened(body: Json, team: str) -> Pressed | None:
    """Somebody came to our home page, or opened the assistant's pane, where `address` has a thread."""
    event, event_id = _map(body, "event"), _text(body, "event_id")
    pane = _map(event, "assistant_thread")
    user = _matched(pane, "user_id", _USER) or _matched(event, "user", _USER)
    if not user or not event_id or (not pane and event.get("tab") != "home"):
        return None
    conversation = _matched(pane, "channel_id", _CHANNEL)
    address = Address(PLATFORM, team, user, conversation, _matched(pane, "thread_ts", _TS) if conversation else "")
    return Pressed(f"{PLATFORM}:{team}:{event_id}", address, "home.opened")


def pressed(body: Json, team: str) -> Pressed | None:
    """A button, with the message it stood on; None for one that we never drew, or a link."""
    actions = body.get("actions")
    action = actions[0] if isinstance(actions, list) and actions and isinstance(actions[0], Mapping) else {}
    name = _ACTION.fullmatch(_text(action, "action_id"))
    user = _matched(_map(body, "user"), "id", _USER)
    key = _text(body, "trigger_id") or f"{_text(action, 'action_ts')}:{user}"
    arg = _text(action, "value")
    if not name or not user or len(arg) > ARGUMENT:
        return None
    place, message = _stood_on(body, team, user)
    return Pressed(f"{PLATFORM}:{team}:press:{key}", place, name.group(1), arg, message)


def kept(event: Pressed, form: Form) -> dict[str, str]:
    """What a form carries along until it is submitted."""
    at = event.address
    carried = {"message": event.message, "conversation": at.conversation, "thread": at.thread, "place": at.place.value}
    return {"action": form.action, "arg": form.arg, **{name: value for name, value in carried.items() if value}}


def submitted(body: Json, team: str, carried: object) -> Submitted | None:
    """A form that was sent in. `carried` is what `kept` gave it, parsed: it says where to answer and what about, and
    whether the person may is the handler's to check."""
    view, user = _map(body, "view"), _matched(_map(body, "user"), "id", _USER)
    if not isinstance(carried, Mapping) or not user or not _text(view, "id"):
        return None
    action, arg = _text(carried, "action"), _text(carried, "arg")
    channel = _matched(carried, "conversation", _CHANNEL)
    is_channel = bool(channel) and carried.get("place") == Place.CHANNEL
    thread = _matched(carried, "thread", _TS) if channel else ""
    address = Address(PLATFORM, team, user, channel, thread, Place.CHANNEL if is_channel else Place.PRIVATE)
    message = _text(carried, "message")
    return Submitted(
        f"{PLATFORM}:{team}:view:{_text(view, 'id')}",
        address,
        action,
        values(view),
        arg[:ARGUMENT],
        message if named(message) else "",
    )


def values(view: Json) -> dict[str, str]:
    """What stands in the fields of a form, as the fields' docstrings say."""
    fields = _map(_map(view, "state"), "values")
    return {str(name): _value(_map(_map(fields, name), VALUE)) for name in fields}


def remote_id(channel: str, ts: str) -> str:
    """A message by its channel and time: Slack has no other name for it."""
    return f"{channel} {ts}"


def named(remote: str) -> tuple[str, str] | None:
    """Channel and time of a message, None if it is no name of one."""
    channel, _space, ts = remote.partition(" ")
    return (channel, ts) if _CHANNEL.fullmatch(channel) and _TS.fullmatch(ts) else None


def readable(text: str) -> str:
    """What Slack wrote in angle brackets and entities, as people would."""
    plain = _ANGLED.sub(_unangled, text)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _unangled(found: re.Match[str]) -> str:
    target, label = found.group(1), found.group(2) or ""
    match target[:1]:
        case "@":
            return f"@{label or '…'}"
        case "#":
            return f"#{label or '…'}"
        case "!":
            return label or f"@{target[1:].partition('^')[0]}"
    bare = re.sub(r"^(?:https?://|mailto:|tel:)", "", target)
    is_same = label in (target, bare) or label.rstrip("/") == bare.rstrip("/")
    if not label:
        return target.removeprefix("mailto:").removeprefix("tel:")
    return label if is_same else f"{label} ({target})"


def _stood_on(body: Json, team: str, user: str) -> tuple[Address, str]:
    container, message = _map(body, "container"), _map(body, "message")
    channel = _matched(_map(body, "channel"), "id", _CHANNEL) or _matched(container, "channel_id", _CHANNEL)
    ts = _matched(container, "message_ts", _TS) or _matched(message, "ts", _TS)
    if not channel or not ts:
        return Address(PLATFORM, team, user, ""), ""
    thread = _matched(message, "thread_ts", _TS) or _matched(container, "thread_ts", _TS)
    if channel.startswith("D"):
        return Address(PLATFORM, team, user, channel, thread if thread != ts else ""), remote_id(channel, ts)
    return Address(PLATFORM, team, user, channel, thread or ts, Place.CHANNEL), remote_id(channel, ts)


def _value(element: Json) -> str:
    match element.get("type"):
        case "static_select":
            chosen = _text(_map(element, "selected_option"), "value")
            return "" if chosen == NONE else chosen
        case "multi_static_select":
            options = element.get("selected_options")
            return ",".join(_text(option, "value") for option in options or () if isinstance(option, Mapping))
        case "datepicker":
            return _text(element, "selected_date")
        case "timepicker":
            return _text(element, "selected_time")
        case _:
            return _text(element, "value")


def _text(part: Json, name: str) -> str:
    value = part.get(name)
    return value if isinstance(value, str) else ""


def _map(part: Json, name: str) -> Json:
    value = part.get(name)
    return value if isinstance(value, Mapping) else {}


def _matched(part: Json, name: str, pattern: re.Pattern[str]) -> str:
    value = _text(part, name)
    return value if pattern.fullmatch(value) else ""
