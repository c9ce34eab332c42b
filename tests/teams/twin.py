"""A stand-in for Microsoft Teams on loopback: it signs what it posts, gives tokens, and keeps what a bot may show.

It enforces what the real one documents: the windows of each conversation, sizes, tokens, blocked people, messages that are
not there. Faults are set by a test. Time is a clock of the test's.
"""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import unquote

import jwt
from aiohttp import ClientSession, web
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from bot.channels.teams_auth import Cloud

Json = dict[str, Any]

APP = "00000000-0000-4000-8000-000000000001"
PASSWORD = "planted-secret-of-the-bot"
HOME = "11111111-1111-4111-8111-111111111111"
ELSEWHERE = "22222222-2222-4222-8222-222222222222"
ISSUER = "https://api.botframework.com"
BOT = {"id": f"28:{APP}", "name": "Sparri"}
WINDOWS = ((7, 1.0), (8, 2.0), (60, 30.0), (1_800, 3_600.0))
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Human:
    """Somebody in Teams."""

    name: str
    tenant: str = HOME
    locale: str = "fi-FI"
    has_directory_id: bool = True
    role: str = "user"
    home: str = ""
    """The tenant they belong to, where it is not the one they are heard in: guests, and people of a shared channel."""

    @property
    def own_id(self) -> str:
        return f"29:{self.name.lower()}"

    @property
    def directory_id(self) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_DNS, self.name))

    @property
    def account(self) -> Json:
        directory = {"aadObjectId": self.directory_id} if self.has_directory_id else {}
        return {"id": self.own_id, "name": self.name, **directory}

    @property
    def chat(self) -> str:
        """The conversation they have with the bot alone."""
        return f"a:{self.name.lower()}"


@dataclass
class Message:
    """What stands in a conversation now."""

    conversation: str
    id: str
    activity: Json
    edits: int = 0


@dataclass
class Fault:
    """How the next request to the connector ends; with `arrives` it has its effect all the same."""

    status: int
    body: Json | str = ""
    headers: dict[str, str] = field(default_factory=dict)
    arrives: bool = False
    drops: bool = False


class Twin:
    """The stand-in. `clock` gives the time of windows and tokens."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.messages: list[Message] = []
        self.typing: list[str] = []
        self.calls: list[tuple[str, str, int]] = []
        self.faults: list[Fault] = []
        self.blocked: set[str] = set()
        self.keys = {"key-1": (KEY, ["msteams"])}
        self.key_fetches = 0
        self.hides_keys = False
        self.roster_status = 200
        self.roster_calls = 0
        self._humans: dict[str, Human] = {}
        self.tokens_given = 0
        self.revoked: set[str] = set()
        self.refuses_credentials = self.takes_anonymous = False
        self.region = "emea"
        self.bot_url = ""
        self._times: dict[str, list[float]] = {}
        self._session: ClientSession | None = None
        self._people: dict[str, str] = {}

    async def start(self, port: int = 0) -> None:
        app = web.Application(client_max_size=4 * 1_048_576)
        app.router.add_get("/metadata", self._metadata)
        app.router.add_get("/keys", self._keys)
        app.router.add_post("/login/{tenant}/oauth2/v2.0/token", self._token)
        app.router.add_post("/{region}/v3/conversations", self._create)
        app.router.add_post("/{region}/v3/conversations/{conversation}/activities", self._post)
        app.router.add_put("/{region}/v3/conversations/{conversation}/activities/{activity}", self._update)
        app.router.add_get("/{region}/v3/conversations/{conversation}/members/{member}", self._member)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.root = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._session = ClientSession()

    async def stop(self) -> None:
        if self._session:
            await self._session.close()
        await self._runner.cleanup()

    @property
    def cloud(self) -> Cloud:
        """Where the bot finds the stand-in."""
        return Cloud(ISSUER, f"{self.root}/metadata", f"{self.root}/login", service=self.url)

    @property
    def url(self) -> str:
        return f"{self.root}/{self.region}/"

    # --- what goes to the bot

    def token(self, key: Any = KEY, *, kid: str = "key-1", alg: str = "RS256", **claims: Any) -> str:
        now = self.clock().timestamp()
        told: Json = {"iss": ISSUER, "aud": APP, "nbf": now - 10, "exp": now + 3_600, "serviceurl": self.url}
        told = {name: value for name, value in (told | claims).items() if value is not None}
        return jwt.encode(told, key, algorithm=alg, headers={"kid": kid} if kid else {})

    def activity(self, who: Human, kind: str, conversation: str, shape: str, **more: Any) -> Json:
        self._humans[who.own_id] = who
        return {
            "type": kind,
            "id": more.pop("id", None) or uuid.uuid4().hex,
            "timestamp": self.clock().isoformat(),
            "channelId": "msteams",
            "serviceUrl": self.url,
            "from": who.account,
            "recipient": BOT,
            "conversation": {"id": conversation, "conversationType": shape, "tenantId": who.tenant},
            "channelData": {"tenant": {"id": who.tenant}},
            "entities": [
                {"type": "clientInfo", "locale": who.locale, "country": "FI", "timezone": "Europe/Helsinki"},
                *more.pop("entities", []),
            ],
            **more,
        }

    def said(self, who: Human, text: str, **more: Any) -> Json:
        """Words in the private chat."""
        return self.activity(who, "message", who.chat, "personal", text=text, textFormat="plain", **more)

    def mentioned(
        self, who: Human, text: str, channel: str = "19:channel@thread.tacv2", root: str = "", **more: Any
    ) -> Json:
        """Words in a channel that name the bot; without `root` they begin a thread."""
        mention = {"type": "mention", "mentioned": BOT, "text": "<at>Sparri</at>"}
        own_id = uuid.uuid4().hex
        conversation = f"{channel};messageid={root or own_id}"
        return self.activity(
            who,
            "message",
            conversation,
            "channel",
            id=own_id,
            text=f"<at>Sparri</at> {text}\n",
            entities=[mention],
            **more,
        )

    def pressed(self, who: Human, message: Message, data: Json, shape: str = "personal") -> Json:
        """A press of a button, which is a message with a value."""
        return self.activity(who, "message", message.conversation, shape, replyToId=message.id, value=data)

    def invoke(self, who: Human, name: str, value: Json, message: Message | None = None, **more: Any) -> Json:
        conversation = message.conversation if message else who.chat
        shape = "channel" if conversation.startswith("19:") else "personal"
        replied = {"replyToId": message.id} if message else {}
        return self.activity(who, "invoke", conversation, shape, name=name, value=value, **replied, **more)

    def installed(self, who: Human, action: str = "add") -> Json:
        return self.activity(who, "installationUpdate", who.chat, "personal", action=action)

    async def deliver(self, activity: Any, token: str | None = None, **headers: str) -> tuple[int, Any]:
        """Posts to the bot, signed; the status and the body of its answer."""
        body = activity if isinstance(activity, bytes) else json.dumps(activity).encode()
        sent = {"Content-Type": "application/json", "Authorization": f"Bearer {token or self.token()}", **headers}
        assert self._session
        async with self._session.post(f"{self.bot_url}/api/messages", data=body, headers=sent) as answer:
            text = await answer.text()
            return answer.status, json.loads(text) if text.startswith(("{", "[")) else None

    def filled(self, who: Human, dialog: Json, message: Message, **values: str) -> Json:
        """What Teams posts when a dialog is sent: its inputs over the data of its button."""
        card = dialog["task"]["value"]["card"]["content"]
        data = dict(card["actions"][0]["data"])
        inputs = {one["id"]: one for one in card["body"] if one["type"].startswith("Input.")}
        data |= {name: one["value"] for name, one in inputs.items()}
        for name, value in values.items():
            assert f"field:{name}" in inputs, f"the dialog has no field {name}"
            data[f"field:{name}"] = value
        return self.invoke(who, "task/submit", {"data": data, "context": {}}, message)

    # --- what comes from the bot

    def at(self, conversation: str) -> list[Message]:
        """What stands in a conversation, threads and all."""
        return [one for one in self.messages if one.conversation.partition(";")[0] == conversation.partition(";")[0]]

    def found(self, conversation: str, message: str) -> Message | None:
        return next((one for one in self.at(conversation) if one.id == message), None)

    async def _metadata(self, _request: web.Request) -> web.Response:
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.root}/keys"})

    async def _keys(self, _request: web.Request) -> web.Response:
        self.key_fetches += 1
        if self.hides_keys:
            return web.Response(status=503)
        listed = []
        for kid, (key, endorsed) in self.keys.items():
            public = json.loads(RSAAlgorithm.to_jwk(key.public_key()))
            listed.append(public | {"kid": kid, "use": "sig", "endorsements": endorsed})
        return web.json_response({"keys": listed})

    async def _token(self, request: web.Request) -> web.Response:
        asked = await request.post()
        right = (request.match_info["tenant"], asked["client_id"], asked["client_secret"]) == (HOME, APP, PASSWORD)
        if not right or self.refuses_credentials:
            return web.json_response({"error": "invalid_client"}, status=401)
        self.tokens_given += 1
        return web.json_response({"access_token": f"token-{self.tokens_given}", "expires_in": 3_600})

    async def _checked(self, request: web.Request, conversation: str, activity: Json | None) -> web.Response | None:
        """What is refused before it has any effect."""
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        is_known = bearer.startswith("token-") and bearer not in self.revoked
        if not is_known and not self.takes_anonymous:
            return web.json_response({"error": {"code": "Unauthorized"}}, status=401)
        if (
            activity is not None
            and len(json.dumps(activity, ensure_ascii=False).encode("utf-16-le", "replace")) > 100_000
        ):
            return web.json_response({"error": {"code": "MessageSizeTooBig"}}, status=413)
        times, now = self._times.setdefault(conversation, []), self.clock().timestamp()
        for most, seconds in WINDOWS:
            within = [at for at in times if at > now - seconds]
            if len(within) >= most:
                return web.json_response(
                    {"error": {"code": "Throttled"}}, status=429, headers={"Retry-After": str(int(seconds) or 1)}
                )
        times.append(now)
        if conversation.partition(";")[0] in self.blocked:
            return web.json_response({"error": {"code": "ConversationBlockedByUser", "message": "blocked"}}, status=403)
        return None

    async def _answered(self, request: web.Request, conversation: str, effect: Callable[[Json], Json]) -> web.Response:
        activity = await request.json()
        refused = await self._checked(request, conversation, activity)
        fault = self.faults.pop(0) if self.faults and activity.get("type") != "typing" and refused is None else None
        told: Json = {}
        if refused is None and (fault is None or fault.arrives):
            told = effect(activity)
        if fault and fault.drops and request.transport:
            request.transport.close()
        answer = refused or (_answer(fault) if fault else web.json_response(told, status=201))
        self.calls.append((request.method, conversation, answer.status))
        return answer

    async def _create(self, request: web.Request) -> web.Response:
        def effect(asked: Json) -> Json:
            person = asked["members"][0]["id"]
            assert asked["channelData"]["tenant"]["id"]
            return {"id": "a:" + person.removeprefix("29:")}

        return await self._answered(request, "create", effect)

    async def _post(self, request: web.Request) -> web.Response:
        conversation = unquote(request.match_info["conversation"])

        def effect(activity: Json) -> Json:
            if activity["type"] == "typing":
                self.typing.append(conversation)
                return {}
            message = Message(conversation, uuid.uuid4().hex, activity)
            self.messages.append(message)
            return {"id": message.id}

        return await self._answered(request, conversation, effect)

    async def _update(self, request: web.Request) -> web.Response:
        conversation, own_id = unquote(request.match_info["conversation"]), request.match_info["activity"]
        found = self.found(conversation, own_id)
        if found is None:
            return web.json_response({"error": {"code": "ActivityNotFoundInConversation"}}, status=404)

        def effect(activity: Json) -> Json:
            found.activity, found.edits = activity, found.edits + 1
            return {"id": own_id}

        return await self._answered(request, conversation, effect)

    async def _member(self, request: web.Request) -> web.Response:
        own_id = unquote(request.match_info["member"])
        self.roster_calls += 1
        if self.roster_status != 200:
            return web.json_response({"error": {"code": "ServiceError"}}, status=self.roster_status)
        name = own_id.removeprefix("29:")
        who = self._humans.get(own_id) or Human(name.title())
        mail = f"{name}@example.fi"
        guest = f"{name}_elsewhere.fi#EXT#@example.onmicrosoft.com"
        told = {"id": own_id, "name": who.name, "tenantId": who.home or who.tenant, "userRole": who.role}
        if who.role != "anonymous":
            told |= {"objectId": who.directory_id, "aadObjectId": who.directory_id, "email": mail}
            told |= {"givenName": who.name, "surname": "", "userPrincipalName": guest if who.role == "guest" else mail}
        return web.json_response(told)


def _answer(fault: Fault) -> web.Response:
    if isinstance(fault.body, str):
        return web.Response(status=fault.status, text=fault.body, headers=fault.headers)
    return web.json_response(fault.body, status=fault.status, headers=fault.headers)
