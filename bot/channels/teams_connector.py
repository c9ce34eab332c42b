"""The door to the SDK: Teams' connector API, called through botframework's client on our own loop and with our own token.

The client's usual ways are left out: it sends through a pool of threads, asks for tokens on the event loop, tries again by
itself (which posts twice) and takes an error page that is no JSON for an exception of its own.
"""

import json
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout
from botbuilder.schema import Activity, Attachment, ChannelAccount, ConversationParameters
from botframework.connector.aio import ConnectorClient
from msrest.pipeline import Request, Response
from msrest.pipeline.async_abc import AsyncHTTPSender, AsyncPipeline
from msrest.pipeline.universal import RawDeserializer
from msrest.universal_http import HTTPClientResponse
from yarl import URL

from bot.channels.platform import PlatformError
from bot.channels.teams_auth import Token

Json = dict[str, Any]

TIMEOUT = ClientTimeout(total=12, connect=5)
"""Seconds for one request: two of them are well within what a message may take."""


class Rejected(Exception):
    """Teams answered with a status that is no success. `told` is its answer, for telling kinds apart and not for a log;
    `retry_after` what it asks to wait: seconds, a moment (a date), or None."""

    def __init__(self, status: int, told: str, retry_after: str) -> None:
        super().__init__(f"Teams answered {status}")
        self.status, self.told = status, told
        self.retry_after = _moment(retry_after)


def _moment(retry_after: str) -> Any:
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        return parsedate_to_datetime(retry_after)
    except ValueError:
        return None


class Connector:
    """Every service URL's API, for one bot. `token` None sends without one. Raises Rejected, and aiohttp's errors."""

    def __init__(self, session: ClientSession, token: Token | None, app_id: str) -> None:
        self._sender, self._bot = _Sender(session, token), ChannelAccount(id=f"28:{app_id}")
        self._clients: dict[str, Any] = {}

    async def create(self, url: str, tenant: str, person: str) -> str:
        """Begins the conversation with a person alone, or finds it; its id. `person` goes by the bot's own id for them."""
        wanted = ConversationParameters(
            is_group=False,
            bot=self._bot,
            members=[ChannelAccount(id=person)],
            tenant_id=tenant,
            channel_data={"tenant": {"id": tenant}},
        )
        made = await self._at(url).create_conversation(wanted)
        return str(made.id) if made and made.id else ""

    async def post(self, url: str, conversation: str, shown: Json) -> str:
        """Shows an activity; the id of the message."""
        made = await self._at(url).send_to_conversation(conversation, self._activity(shown))
        return str(made.id) if made and made.id else ""

    async def update(self, url: str, conversation: str, message: str, shown: Json) -> None:
        """Shows an activity in the place of a message."""
        await self._at(url).update_activity(conversation, message, self._activity(shown, id=message))

    async def member(self, url: str, conversation: str, person: str) -> Mapping[str, Any]:
        """What the roster of a conversation tells of a person."""
        raw = await self._at(url).get_conversation_member(conversation, person, raw=True)
        told = json.loads(raw.response.text() or "{}")
        return told if isinstance(told, dict) else {}

    def _at(self, url: str) -> Any:
        if url not in self._clients:
            client = ConnectorClient(object(), base_url=url, pipeline_type=self._pipeline)
            self._clients[url] = client.conversations
        return self._clients[url]

    def _pipeline(self, _configuration: object) -> Any:
        return AsyncPipeline([RawDeserializer()], self._sender)

    def _activity(self, shown: Json, **more: str) -> Any:
        attached = [
            Attachment(content_type=one["contentType"], content=one["content"]) for one in shown.get("attachments", ())
        ]
        return _Shown(
            type=shown["type"],
            text=shown.get("text"),
            text_format=shown.get("textFormat"),
            summary=shown.get("summary"),
            locale=shown.get("locale"),
            attachments=attached or None,
            entities=shown.get("entities"),
            channel_data=shown.get("channelData"),
            from_property=self._bot,
            **more,
        )


class _Shown(Activity):  # type: ignore[misc]
    """An activity whose entities are written as they are: the SDK keeps nothing of them but their type."""

    _attribute_map = {**Activity._attribute_map, "entities": {"key": "entities", "type": "[object]"}}  # noqa: RUF012


class _Sender(AsyncHTTPSender[Any, Any]):
    """Sends the client's requests, once each unless our token is not taken."""

    def __init__(self, session: ClientSession, token: Token | None) -> None:
        self._session, self._token = session, token

    async def __aenter__(self) -> "_Sender":
        return self

    async def __aexit__(self, *_error: object) -> None:
        """The session is not ours to close."""

    async def send(self, request: Request[Any], **_config: Any) -> Response[Any, Any]:
        """Once more with a new token where the one that was sent is taken no more: it was revoked, or ended on the way."""
        token = await self._current()
        try:
            return await self._sent(request, token)
        except Rejected as error:
            if error.status != 401 or not self._token:
                raise
            self._token.forget(token)
        return await self._sent(request, await self._current())

    async def _current(self) -> str:
        """The token to send with, "" for none. Raises PlatformError for every fault: nothing has been sent then."""
        try:
            return await self._token.get() if self._token else ""
        except (ClientError, TimeoutError) as error:
            raise PlatformError(f"no token for Teams: {type(error).__name__}") from None

    async def _sent(self, request: Request[Any], token: str) -> Response[Any, Any]:
        http = request.http_request
        headers = {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        asked = self._session.request(
            http.method,
            URL(http.url, encoded=True),
            data=http.data,
            headers=headers,
            timeout=TIMEOUT,
            allow_redirects=False,
        )
        async with asked as answer:
            body = await answer.read()
        if not 200 <= answer.status < 300:
            raise Rejected(answer.status, body[:4_000].decode(errors="replace"), answer.headers.get("Retry-After", ""))
        return Response(request, _Answer(http, answer.status, body))


class _Answer(HTTPClientResponse):
    """A success, whose body counts as none where it is no JSON."""

    def __init__(self, request: Any, status: int, body: bytes) -> None:
        super().__init__(request, self)  # what a raw response gives out
        self.status_code, self.headers, self.reason = status, {"content-type": "application/json"}, ""
        try:
            self._body = body if isinstance(json.loads(body), dict) else b""
        except ValueError:
            self._body = b""

    def body(self) -> bytes:
        return self._body

    def text(self, encoding: str = "utf-8") -> str:
        return self._body.decode(encoding)
