"""One call of Slack's Web API, and what became of it: every error is an outcome, and nothing is tried twice by itself."""

import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.outcomes import Gone, Later, Outcome, Refused, Unknown

log = logging.getLogger(__name__)

SDK_LOG = logging.getLogger("slack")
SDK_LOG.setLevel(logging.WARNING)
"""What Slack's own packages log to: from DEBUG on they would write down what people say, and tokens."""

TIMEOUT = aiohttp.ClientTimeout(total=15, connect=5)
PAUSE = 30
"""Seconds to wait where Slack asks to and does not say how long."""

GONE = frozenset(
    "account_inactive token_revoked token_expired app_uninstalled channel_not_found not_in_channel is_archived "
    "user_not_found users_not_found user_not_visible user_disabled cannot_dm_bot cannot_message_user "
    "team_access_not_granted channel_type_not_supported".split()
)
"""Nobody is reached there any more."""
NOT_INSTALLED = "not installed"
AWAY = frozenset(
    {NOT_INSTALLED, *"account_inactive token_revoked token_expired app_uninstalled team_access_not_granted".split()}
)
"""Those of the causes that lie in the workspace: once Sparri is there again, its conversations are open again."""
DEAD = frozenset("invalid_auth not_authed account_inactive token_revoked token_expired app_uninstalled".split())
"""What a token that is no good any more is answered with."""
FINAL = frozenset(
    "msg_too_long msg_blocks_too_long invalid_blocks invalid_blocks_format no_text too_many_attachments invalid_metadata_format "
    "invalid_metadata_schema metadata_too_large metadata_must_be_sent_from_app invalid_arguments invalid_arg_name "
    "invalid_array_arg invalid_charset invalid_form_data invalid_post_type view_too_large duplicate_external_id "
    "cannot_reply_to_message thread_not_found restricted_action restricted_action_read_only_channel "
    "restricted_action_thread_only_channel restricted_action_non_threadable_channel".split()
)
"""This message will never be taken."""
UNREACHABLE = "unreachable"
PASSING = frozenset({UNREACHABLE, *"invalid_auth not_authed org_login_required".split()})
"""It did not arrive, and may once the network, the token or the move of a workspace is in order: that takes a while."""
AMBIGUOUS = frozenset("fatal_error internal_error request_timeout service_unavailable team_added_to_org".split())
"""Slack does not say whether it did it."""
RATE = frozenset("ratelimited rate_limited message_limit_exceeded".split())
TRIES = 3
"""How often a message is tried that Slack refuses for a cause we know nothing of: those behind it wait meanwhile."""


class Failed(Exception):
    """A call that gave nothing; `code` is Slack's word for why."""

    def __init__(self, outcome: Outcome, code: str) -> None:
        super().__init__(code)
        self.outcome, self.code = outcome, code

    @property
    def may_pass(self) -> bool:
        """Whether it lies in the network or in Slack's being busy, and not in what was asked."""
        return self.code == UNREACHABLE or not isinstance(self.outcome, Refused | Gone)


def outcome(code: str, status: int) -> Outcome | None:
    """What an error answer means for a message; None: wait, and ask again."""
    if status == 429 or code in RATE:
        return None
    if status >= 500 or code in AMBIGUOUS:
        return Unknown()
    if code in GONE:
        return Gone(code)
    return Refused(code or f"http {status}", is_final=code in FINAL)


def given_up(found: Outcome, attempts: int) -> Outcome:
    """The outcome of an attempt, final for this message where Slack has refused it often enough for a cause that is not known
    to pass. Its conversation stays open."""
    if isinstance(found, Refused) and found.error not in PASSING and attempts >= TRIES:
        return Refused(found.error, is_final=True)
    return found


class Calls:
    """The way to the Web API at `url`. Whoever is told to wait does not even ask before the time is over: that counts for
    one method and one workspace."""

    def __init__(self, url: str, clock: Callable[[], datetime]) -> None:
        self.url, self._clock = url, clock
        self._session: aiohttp.ClientSession | None = None
        self._closed_until: dict[tuple[str, str], datetime] = {}

    def client(self, token: str | None = None) -> AsyncWebClient:
        """A client of the SDK that does not try again by itself."""
        return AsyncWebClient(
            token=token, base_url=self.url, session=self._session, retry_handlers=[], logger=SDK_LOG, timeout=15
        )

    async def open(self) -> None:
        """Begins to keep connections; from here on in one event loop."""
        self._session = aiohttp.ClientSession(timeout=TIMEOUT)

    async def close(self) -> None:
        """Lets the connections go."""
        if self._session:
            await self._session.close()

    async def call(self, team: str, token: str, method: str, **arguments: Any) -> dict[str, Any]:
        """The answer to a method by the SDK's name of it ("chat_postMessage"). Raises Failed."""
        now = self._clock()
        until = self._closed_until.get((method, team), now)
        if until > now:
            raise Failed(Later(until), "ratelimited")
        try:
            answer = await getattr(self.client(token), method)(**arguments)
        except SlackApiError as error:
            raise self._failed(error.response, method, team) from None
        except aiohttp.ClientConnectorError:
            raise Failed(Refused(UNREACHABLE), UNREACHABLE) from None
        except (aiohttp.ClientError, TimeoutError, ValueError, AttributeError) as error:
            raise Failed(Unknown(), type(error).__name__) from None
        return dict(answer.data)

    async def upload(self, url: str, content: bytes) -> None:
        """Hands over a file where Slack said to; no token goes there. Raises Failed."""
        assert self._session
        try:
            async with self._session.post(url, data=content) as answer:
                if answer.status != 200:
                    raise Failed(outcome("", answer.status) or Unknown(), f"http {answer.status}")
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Failed(Unknown(), type(error).__name__) from None

    def _failed(self, response: Any, method: str, team: str) -> Failed:
        # what is no JSON reaches us as aiohttp's response or with text for data: then only the status counts
        status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
        data = getattr(response, "data", None)
        code = str(data.get("error") or "") if isinstance(data, dict) else ""
        found = outcome(code, status)
        if found is None:
            until = self._clock() + timedelta(seconds=_wait(response) + random.random())  # noqa: S311  a jitter
            self._closed_until[method, team] = until
            found = Later(until)
        return Failed(found, code or f"http {status}")


def _wait(response: Any) -> float:
    headers = {str(name).lower(): str(value) for name, value in getattr(response, "headers", {}).items()}
    try:
        return min(max(float(headers["retry-after"]), 0), 3_600)
    except (KeyError, ValueError):
        return PAUSE
