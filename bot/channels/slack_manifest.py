"""What a Slack app must be to be Sparri: the manifest for Socket Mode and for signed HTTP, from one source."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.about import COLOUR, EVERY, NAME, long, question, short, your_question

COMMAND = "/sparri"
EVENTS_PATH, REDIRECT_PATH = "/slack/events", "/slack/oauth_redirect"


@dataclass(frozen=True)
class Scope:
    """A right that Sparri asks for. `used_by` is what the code that needs it calls or hears."""

    name: str
    reason: str
    used_by: str


SCOPES = (
    Scope("app_mentions:read", "to hear a question in a channel: only messages that mention Sparri", "app_mention"),
    Scope("assistant:write", "to suggest questions beside the conversation", "assistant_threads_setSuggestedPrompts"),
    Scope("chat:write", "to answer", "chat_postMessage"),
    Scope("commands", f"to hear {COMMAND}", ".command("),
    Scope("files:write", "to hand people their own data as a file", "files_getUploadURLExternal"),
    Scope("im:history", "to hear what people write to Sparri in private", "conversations_history"),
    Scope("im:write", "to open the private conversation with somebody who has something coming", "conversations_open"),
    Scope(
        "users:read",
        "to call people by their name, in their language and time zone, and to tell guests from members",
        "users_info",
    ),
    Scope("users:read.email", "to know the admins whom SPARRI_ADMINS names by e-mail", "email"),
)
"""All that Sparri may do, and why. It never reads channels: channels:history and its like are not asked for."""

EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "assistant_thread_started",
    "message.im",
    "tokens_revoked",
)


def manifest(http_at: str = "", redirect_at: str = "") -> Mapping[str, Any]:
    """The manifest as Slack takes it: for signed HTTP at an address, for Socket Mode without one. With `redirect_at`, the
    address to come back to, workspaces install the app themselves.
    """
    described = " · ".join(short(_) for _ in EVERY)
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": NAME,
            "description": described,
            "long_description": "\n\n".join(long(_) for _ in EVERY),
            "background_color": COLOUR,
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "assistant_view": {
                "assistant_description": described,
                "suggested_prompts": [{"title": question(_), "message": question(_)} for _ in EVERY],
            },
            "bot_user": {"display_name": NAME, "always_online": True},
            "slash_commands": [_command(described, http_at)],
        },
        "oauth_config": {
            **({"redirect_urls": [redirect_at + REDIRECT_PATH]} if redirect_at else {}),
            "scopes": {"bot": [scope.name for scope in SCOPES]},
        },
        "settings": {
            "event_subscriptions": {**_heard_at("request_url", http_at), "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **_heard_at("request_url", http_at)},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not http_at,
            "token_rotation_enabled": False,
        },
    }


def _command(described: str, http_at: str) -> Mapping[str, Any]:
    return {
        "command": COMMAND,
        "description": described,
        "usage_hint": f"[{' | '.join(map(your_question, EVERY))}]",
        "should_escape": False,
        **_heard_at("url", http_at),
    }


def _heard_at(key: str, http_at: str) -> Mapping[str, str]:
    return {key: http_at + EVENTS_PATH} if http_at else {}
