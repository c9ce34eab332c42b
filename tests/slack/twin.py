"""A workspace to speak with: Slack's Web API, its events over signed HTTP or a real WebSocket, and its rules."""

import asyncio
import hmac
import json
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlencode

from aiohttp import ClientSession, WSMsgType, web

from tests.slack.limits import problems

Json = dict[str, Any]

SECRET, BOT, TEAM, TOKEN, APP_TOKEN = "shhh", "UBOT", "T1", "xoxb-1", "xapp-1"


class Twin:
    """One stand-in for all of Slack. `faults` by method are used up in order: "drop", "500", "500 after", "429", or a code. What
    is `held` by method is answered when its event is set."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock, self.numbers = clock, count(1)
        self.tokens = {TOKEN: TEAM}
        self.installs, self.revoked = "T9", 0
        self.users: dict[str, Json] = {}
        self.messages: dict[str, list[Json]] = defaultdict(list)
        self.calls: list[tuple[str, Json]] = []
        self.faults: dict[str, list[str]] = defaultdict(list)
        self.held: dict[str, asyncio.Event] = {}
        self.modals: list[Json] = []
        self.homes: dict[str, Json] = {}
        self.files: dict[str, bytes] = {}
        self.last_post: dict[str, float] = {}
        self.refused: list[str] = []
        self.sockets: list[web.WebSocketResponse] = []
        self.acks: dict[str, Json] = {}
        self.acked = asyncio.Event()
        self.url = self.app = ""
        self.signing = SECRET

    # --- the server

    async def start(self, port: int = 0) -> None:
        server = web.Application()
        server.router.add_route("*", "/api/{method}", self._api)
        server.router.add_post("/upload/{id}", self._upload)
        server.router.add_get("/socket", self._socket)
        self._runner = web.AppRunner(server, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._http = ClientSession()

    async def stop(self) -> None:
        for socket in self.sockets:
            await socket.close()
        await self._http.close()
        await self._runner.cleanup()

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        arguments: Json = dict(request.query)
        if request.content_type == "application/json":
            arguments |= await request.json()
        else:
            arguments |= dict(await request.post())
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or arguments.get("token", "")
        self.calls.append((method, arguments))
        if held := self.held.get(method):
            await held.wait()
        fault = self.faults[method].pop(0) if self.faults[method] else ""
        if fault in ("drop", "500"):
            return self._broken(request, fault)
        if fault == "429":
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "7"})
        if fault and fault != "500 after":
            return web.json_response({"ok": False, "error": fault})
        answer = self._answered(method, arguments, token)
        if answer.get("error") == "ratelimited":
            return web.json_response(answer, status=429, headers={"Retry-After": "1"})
        return self._broken(request, "500") if fault else web.json_response(answer)

    def _broken(self, request: web.Request, how: str) -> web.Response:
        if how == "drop":
            assert request.transport
            request.transport.abort()
        return web.Response(status=500, text="<html>oops", content_type="text/html")

    def _answered(self, method: str, given: Json, token: str) -> Json:
        if method in ("apps.connections.open",):
            if token != APP_TOKEN:
                return {"ok": False, "error": "invalid_auth"}
            return {"ok": True, "url": self.url.replace("http", "ws") + "/socket"}
        if method == "oauth.v2.access":
            self.tokens["xoxb-new"] = self.installs
            return {
                "ok": True, "app_id": "A1", "access_token": "xoxb-new", "bot_user_id": BOT, "scope": "chat:write",
                "team": {"id": self.installs} if self.installs else None, "enterprise": None,
                "authed_user": {"id": "U9"}, "token_type": "bot",
            }  # fmt: skip
        if token not in self.tokens:
            return {"ok": False, "error": "invalid_auth"}
        answer = getattr(self, "_" + re.sub(r"\W", "_", method))(given)
        return {"ok": "error" not in answer, **answer}

    def _auth_test(self, given: Json) -> Json:
        return {"team_id": TEAM, "user_id": BOT, "bot_id": "B1", "url": self.url, "team": "Mallila Slack"}

    def _auth_revoke(self, given: Json) -> Json:
        self.revoked += 1
        return {"revoked": True}

    def _users_info(self, given: Json) -> Json:
        user = self.users.get(given["user"])
        return {"user": user} if user else {"error": "user_not_found"}

    def _conversations_open(self, given: Json) -> Json:
        return {"channel": {"id": dm(given["users"])}}

    def _conversations_history(self, given: Json) -> Json:
        if not given["channel"].startswith("D"):
            return {"error": "missing_scope"}
        shown = [m for m in self.messages[given["channel"]] if m["ts"] > given.get("oldest", "0")]
        roots = [self._with_replies(given["channel"], m) for m in shown if m.get("thread_ts", m["ts"]) == m["ts"]]
        return _paged(roots[::-1], given)

    def _conversations_replies(self, given: Json) -> Json:
        if not given["channel"].startswith("D"):
            return {"error": "missing_scope"}
        shown = [m for m in self.messages[given["channel"]] if given["ts"] in (m["ts"], m.get("thread_ts"))]
        return _paged([m for m in shown if m["ts"] == given["ts"] or m["ts"] > given.get("oldest", "0")], given)

    def _with_replies(self, channel: str, root: Json) -> Json:
        replies = [m for m in self.messages[channel] if m.get("thread_ts") == root["ts"] != m["ts"]]
        return root | ({"reply_count": len(replies), "latest_reply": replies[-1]["ts"]} if replies else {})

    def _chat_postMessage(self, given: Json) -> Json:
        channel = dm(given["channel"]) if given["channel"][0] in "UW" else given["channel"]
        wrong = problems(given)
        if wrong:
            self.refused += wrong
            return {"error": "invalid_blocks"}
        now = self.clock().timestamp()
        if now - self.last_post.get(channel, 0) < 1:
            self.refused.append(f"faster than one a second in {channel}")
            return {"error": "ratelimited"}
        self.last_post[channel] = now
        message = {**given, "ts": self.ts(), "user": BOT, "bot_id": "B1", "type": "message"}
        self.messages[channel].append(message)
        return {"channel": channel, "ts": message["ts"]}

    def _chat_update(self, given: Json) -> Json:
        wrong = problems(given)
        if wrong:
            self.refused += wrong
            return {"error": "invalid_blocks"}
        for message in self.messages[given["channel"]]:
            if message["ts"] == given["ts"]:
                message.update({name: given[name] for name in ("text", "blocks", "metadata")}, edited=True)
                return {"channel": given["channel"], "ts": given["ts"]}
        return {"error": "message_not_found"}

    def _views_open(self, given: Json) -> Json:
        wrong = problems(given["view"])
        if wrong:
            self.refused += wrong
            return {"error": "invalid_arguments"}
        self.modals.append({**given["view"], "id": f"V{next(self.numbers)}"})
        return {"view": self.modals[-1]}

    def _views_update(self, given: Json) -> Json:
        wrong = problems(given["view"])
        self.refused += wrong
        for modal in self.modals:
            if modal["id"] == given["view_id"] and not wrong:
                modal.clear()
                modal.update({**given["view"], "id": given["view_id"]})
                return {"view": modal}
        return {"error": "not_found"}

    def _views_publish(self, given: Json) -> Json:
        self.refused += problems(given["view"])
        self.homes[given["user_id"]] = given["view"]
        return {}

    def _assistant_threads_setStatus(self, given: Json) -> Json:
        return {}

    def _assistant_threads_setSuggestedPrompts(self, given: Json) -> Json:
        return {} if len(given["prompts"]) <= 4 else {"error": "invalid_arguments"}

    def _files_getUploadURLExternal(self, given: Json) -> Json:
        number = f"F{next(self.numbers)}"
        if len(given.get("alt_txt", "")) > 1_000:
            return {"error": "alt_txt_too_large"}
        return {"upload_url": f"{self.url}/upload/{number}", "file_id": number}

    def _files_completeUploadExternal(self, given: Json) -> Json:
        (file,) = json.loads(given["files"])
        if file["id"] not in self.files:
            return {"error": "file_not_found"}
        shared = {"ts": self.ts(), "bot_id": "B1", "user": BOT, "files": [{"name": file["title"]}], "text": ""}
        self.messages[given["channel_id"]].append(shared)
        return {"files": [file]}

    async def _upload(self, request: web.Request) -> web.Response:
        assert "Authorization" not in request.headers
        self.files[request.match_info["id"]] = await request.read()
        return web.Response(text="OK")

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.append(socket)
        await socket.send_json({"type": "hello", "num_connections": 1})
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                said = json.loads(message.data)
                self.acks[said["envelope_id"]] = said
                self.acked.set()
        return socket

    # --- what people do

    def ts(self) -> str:
        return f"{int(self.clock().timestamp())}.{next(self.numbers):06d}"

    def joins(self, user: str, locale: str = "fi-FI", **more: Any) -> str:
        name, email = more.pop("name", user.title()), more.pop("email", f"{user.lower()}@example.fi")
        profile = {"real_name": name, "email": email}
        self.users[user] = {
            "id": user, "team_id": TEAM, "locale": locale, "tz": "Europe/Helsinki", "profile": profile, **more,
        }  # fmt: skip
        return user

    def wrote(self, user: str, channel: str, text: str, **more: Any) -> Json:
        """Puts a message there, of which nobody tells."""
        message = {"type": "message", "user": user, "text": text, "ts": self.ts(), "team": TEAM, **more}
        self.messages[channel].append(message)
        return message

    async def says(self, user: str, text: str, **more: Any) -> int:
        """A message in private."""
        message = self.wrote(user, dm(user), text, **more)
        return await self.tells({**message, "channel": dm(user), "channel_type": "im"})

    async def mentions(self, user: str, channel: str, text: str, **more: Any) -> int:
        message = self.wrote(user, channel, f"<@{BOT}> {text}", **more)
        return await self.tells({**message, "type": "app_mention", "channel": channel})

    async def tells(self, event: Json, event_id: str = "", team: str = TEAM, **more: Any) -> int:
        """Delivers an event; the status it was answered with."""
        event_id = event_id or f"Ev{next(self.numbers)}"
        body = {"type": "event_callback", "team_id": team, "event_id": event_id, "event": event, **more}
        return (await self.posts(json.dumps(body)))[0]

    async def commands(self, user: str, text: str, trigger: str = "", **more: Any) -> tuple[int, str]:
        fields = {
            "command": "/sparri", "text": text, "user_id": user, "team_id": TEAM, "channel_id": "C1",
            "trigger_id": trigger or f"trigger.{next(self.numbers)}", **more,
        }  # fmt: skip
        return await self.posts(urlencode(fields), "application/x-www-form-urlencoded")

    async def presses(self, user: str, channel: str, message: Json, label: str, **more: Any) -> tuple[int, str]:
        """Presses a button that is drawn on a message; a home page has no channel."""
        drawn = {each["text"]["text"].removesuffix(" …"): each for each in buttons(message)}
        assert label in drawn, f"no button {label!r}, only {list(drawn)}"
        button = drawn[label]
        return await self.acts(user, channel, message, button, **more)

    async def acts(self, user: str, channel: str, message: Json, button: Json, **more: Any) -> tuple[int, str]:
        where: Json = {"container": {"type": "view", "view_id": "V0"}, "view": {"type": "home"}}
        if channel:
            stood = {name: message[name] for name in ("ts", "thread_ts") if name in message}
            where = {
                "container": {"type": "message", "message_ts": message["ts"], "channel_id": channel},
                "channel": {"id": channel}, "message": stood,
            }  # fmt: skip
        payload = {
            "type": "block_actions", "team": {"id": TEAM}, "user": {"id": user, "team_id": TEAM},
            "trigger_id": f"trigger.{next(self.numbers)}", "actions": [{**button, "action_ts": self.ts()}], **where, **more,
        }  # fmt: skip
        return await self.posts(urlencode({"payload": json.dumps(payload)}), "application/x-www-form-urlencoded")

    async def submits(self, user: str, modal: Json, **values: str | None) -> tuple[int, Json]:
        """Sends a modal in, with what stands in its fields and what is written over it; the answer."""
        state = {
            block["block_id"]: {"value": filled(block["element"], values.get(block["block_id"]))}
            for block in modal["blocks"]
        }
        view = {**modal, "state": {"values": state}}
        payload = {"type": "view_submission", "team": {"id": TEAM}, "user": {"id": user, "team_id": TEAM}, "view": view}
        fields = urlencode({"payload": json.dumps(payload)})
        status, answer = await self.posts(fields, "application/x-www-form-urlencoded")
        return status, json.loads(answer or "{}") or {}  # over the socket an empty answer is ""

    async def posts(
        self, body: str | bytes, kind: str = "application/json", headers: Mapping[str, str] | None = None
    ) -> tuple[int, str]:
        """A request to Sparri, signed unless other headers are given; over the socket where there is one."""
        raw = body.encode() if isinstance(body, str) else body
        if headers is None and any(not socket.closed for socket in self.sockets):
            return await self._enveloped(raw.decode(), kind)
        signed = self.sign(raw) if headers is None else dict(headers)
        async with self._http.post(
            f"{self.app}/slack/events", data=raw, headers={"Content-Type": kind, **signed}
        ) as answer:
            self.headers = dict(answer.headers)
            return answer.status, await answer.text()

    async def _enveloped(self, body: str, kind: str) -> tuple[int, str]:
        """Over the newest socket; 0 where no acknowledgement came within a second."""
        kind, payload = _envelope(body, kind)
        number = f"e{next(self.numbers)}"
        self.acked.clear()
        await self.sockets[-1].send_json({"type": kind, "envelope_id": number, "payload": payload})
        try:
            async with asyncio.timeout(1):
                while number not in self.acks:
                    self.acked.clear()
                    await self.acked.wait()
        except TimeoutError:
            return 0, ""
        return 200, json.dumps(self.acks[number].get("payload", ""))

    def sign(self, body: bytes, age: int = 0) -> dict[str, str]:
        """The headers Slack would send `age` seconds ago."""
        at = str(int(self.clock().timestamp()) - age)
        digest = hmac.new(self.signing.encode(), f"v0:{at}:".encode() + body, sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest}"}

    # --- what people see

    def seen(self, channel: str) -> list[Json]:
        """What Sparri has said in a channel."""
        return [message for message in self.messages[channel] if message.get("bot_id")]

    def called(self, method: str) -> list[Json]:
        """With what a method was called."""
        return [given for name, given in self.calls if name == method]


def _envelope(body: str, kind: str) -> tuple[str, Json]:
    """How a request would come over the socket."""
    if kind == "application/json":
        return "events_api", json.loads(body)
    fields = dict(parse_qsl(body, keep_blank_values=True))
    return ("interactive", json.loads(fields["payload"])) if "payload" in fields else ("slash_commands", fields)


def _paged(shown: list[Json], given: Json) -> Json:
    """A page of what there is, and where the next one begins."""
    start, limit = int(given.get("cursor") or 0), int(given.get("limit", 100))
    further = {"next_cursor": str(start + limit)} if start + limit < len(shown) else {}
    return {"messages": shown[start : start + limit], "response_metadata": further}


def dm(user: str) -> str:
    """The private conversation with somebody."""
    return f"D{user[1:]}"


def buttons(message: Json) -> list[Json]:
    """What can be pressed on a message or a home page."""
    return [element for block in message["blocks"] if block["type"] == "actions" for element in block["elements"]]


def filled(element: Json, value: str | None) -> Json:
    """What a field says when it is sent: what it held, or another value."""
    match element["type"]:
        case "static_select":
            initial = (element.get("initial_option") or {}).get("value")
            chosen = value if value is not None else initial
            option = next((option for option in element["options"] if option["value"] == chosen), None)
            assert option or not chosen, f"{chosen!r} cannot be chosen"
            return {"type": "static_select", "selected_option": option}
        case "multi_static_select":
            held = [option["value"] for option in element.get("initial_options", [])]
            wanted = held if value is None else [part for part in value.split(",") if part]
            options = [option for option in element["options"] if option["value"] in wanted]
            assert len(options) == len(wanted), f"{value!r} cannot be chosen"
            return {"type": "multi_static_select", "selected_options": options}
        case "datepicker":
            return {"type": "datepicker", "selected_date": element.get("initial_date") if value is None else value}
        case "timepicker":
            return {"type": "timepicker", "selected_time": element.get("initial_time") if value is None else value}
        case "plain_text_input":
            return {"type": "plain_text_input", "value": element.get("initial_value") if value is None else value}
        case other:
            raise AssertionError(other)
