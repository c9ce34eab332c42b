"""The door: who is let in, what is refused how, and that nothing of a refused request is kept."""

import asyncio
import json
import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import text

from bot.channels.platform import PlatformError
from bot.channels.teams_doctor import faults_of_credentials, is_on
from bot.channels.teams_members import Members, Unasked, is_member
from bot.people import Address
from bot.settings import Settings
from bot.store import StoreError
from knowledge.library import Library
from tests.talk import HandClock
from tests.teams.reading import seen
from tests.teams.stage import JOHN, MAIJA, Stage, staged
from tests.teams.test_talk import CALENDAR, CHANNEL
from tests.teams.twin import APP, ELSEWHERE, HOME, KEY, OTHER_KEY, PASSWORD, Human

Forge = Callable[[Stage], str]


def unsigned(stage: Stage) -> str:
    claims = jwt.decode(stage.twin.token(), options={"verify_signature": False})
    return jwt.encode(claims, None, algorithm="none", headers={"kid": "key-1"})


def by_public_key(stage: Stage) -> str:
    """HS256 with the public key as its secret, put together by hand since no library will."""
    import base64
    import hashlib
    import hmac

    def part(value: bytes) -> bytes:
        return base64.urlsafe_b64encode(value).rstrip(b"=")

    secret = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    claims = jwt.decode(stage.twin.token(), options={"verify_signature": False})
    head = part(json.dumps({"alg": "HS256", "kid": "key-1", "typ": "JWT"}).encode())
    signed = head + b"." + part(json.dumps(claims).encode())
    return (signed + b"." + part(hmac.new(secret, signed, hashlib.sha256).digest())).decode()


def at(stage: Stage, seconds: float) -> float:
    return stage.clock().timestamp() + seconds


FORGED: dict[str, Forge] = {
    "garbage": lambda stage: "not.a.token",
    "nothing": lambda stage: " ",
    "not ascii": lambda stage: "\xe4.\xe4.\xe4",
    "no algorithm": unsigned,
    "HS256 with the public key": by_public_key,
    "RS512": lambda stage: stage.twin.token(alg="RS512"),
    "another key under a known name": lambda stage: stage.twin.token(OTHER_KEY),
    "an unknown key": lambda stage: stage.twin.token(OTHER_KEY, kid="key-9"),
    "no name of a key": lambda stage: stage.twin.token(kid=""),
    "another bot": lambda stage: stage.twin.token(aud="00000000-0000-4000-8000-00000000000f"),
    "several bots": lambda stage: stage.twin.token(aud=[APP]),
    "another issuer": lambda stage: stage.twin.token(iss="https://sts.windows.net/x/"),
    "another service URL": lambda stage: stage.twin.token(serviceurl="https://evil.example/"),
    "no service URL": lambda stage: stage.twin.token(serviceurl=None),
    "expired 301 seconds ago": lambda stage: stage.twin.token(exp=at(stage, -301)),
    "valid in 301 seconds": lambda stage: stage.twin.token(nbf=at(stage, 301)),
    "without an end": lambda stage: stage.twin.token(exp=None),
    "without a beginning": lambda stage: stage.twin.token(nbf=None),
    "without an audience": lambda stage: stage.twin.token(aud=None),
    "an end that is no number": lambda stage: stage.twin.token(exp=None, nbf=None),
}


def rows(stage: Stage) -> int:
    with stage.app.store.reading() as conn:
        counted = [conn.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in ("inbox", "person")]
    return sum(counted)


def test_forged_tokens_are_refused_and_nothing_is_kept(
    tmp_path: Path, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            for name, forge in FORGED.items():
                token = forge(stage)
                status, _body = await stage.twin.deliver(stage.twin.said(MAIJA, "hei"), token)
                assert status == 401, name
            nothing = stage.twin.said(MAIJA, "hei")
            assert (await stage.twin.deliver(nothing, Authorization=""))[0] == 401
            assert (await stage.twin.deliver(nothing, Authorization="Basic eA=="))[0] == 401
            assert rows(stage) == 0

    caplog.set_level(logging.INFO)
    asyncio.run(run())
    assert "Traceback" not in caplog.text
    assert "hei" not in [record.getMessage() for record in caplog.records]


def test_a_token_at_the_edge_of_its_time_is_taken(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            for claims in ({"exp": at(stage, -299)}, {"nbf": at(stage, 299)}):
                assert (await stage.twin.deliver(stage.twin.said(MAIJA, "hei"), stage.twin.token(**claims)))[0] == 200

    asyncio.run(run())


def test_keys_are_kept_and_fetched_anew_for_an_unknown_one(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            for _time in range(3):
                await stage.twin.deliver(stage.twin.said(MAIJA, "hei"))
            assert stage.twin.key_fetches == 1
            stage.twin.keys = {"key-2": (OTHER_KEY, ["msteams"])}
            token = stage.twin.token(OTHER_KEY, kid="key-2")
            stage.clock.push(timedelta(seconds=61))
            assert (await stage.twin.deliver(stage.twin.said(MAIJA, "hei"), token))[0] == 200
            for n in range(20):
                forged = stage.twin.token(OTHER_KEY, kid=f"forged-{n}")
                assert (await stage.twin.deliver(stage.twin.said(MAIJA, "hei"), forged))[0] == 401
            assert stage.twin.key_fetches == 2
            stage.twin.keys = {"key-3": (KEY, ["directline"])}
            stage.clock.push(timedelta(seconds=61))
            elsewhere = stage.twin.token(kid="key-3")
            assert (await stage.twin.deliver(stage.twin.said(MAIJA, "hei"), elsewhere))[0] == 401

    asyncio.run(run())


def test_keys_are_used_on_for_five_days_where_nobody_gives_newer_ones(
    tmp_path: Path, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            stage.twin.hides_keys = True
            stage.clock.push(timedelta(hours=25))
            for _time in range(5):
                assert (await stage.twin.deliver(stage.twin.said(MAIJA, "hei")))[0] == 200
            assert stage.twin.key_fetches == 2, "asked once a minute"
            assert "newer keys of Teams cannot be had" in caplog.text
            forged = stage.twin.token(OTHER_KEY, kid="key-9")
            assert (await stage.twin.deliver(stage.twin.said(MAIJA, "hei"), forged))[0] == 401
            stage.clock.push(timedelta(days=4) - timedelta(hours=2))
            assert (await stage.twin.deliver(stage.twin.said(MAIJA, "hei")))[0] == 200
            stage.clock.push(timedelta(hours=2))
            for _time in range(2):
                assert (await stage.twin.deliver(stage.twin.said(MAIJA, "hei")))[0] == 503
            assert "trusted no more" in caplog.text
            stage.twin.hides_keys = False
            assert (await stage.twin.deliver(stage.twin.said(MAIJA, "hei")))[0] == 200

    asyncio.run(run())


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b'"x"', b"\xff\xfe", b"null", b"[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_activity_is_a_400(tmp_path: Path, library: Library, body: bytes) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            assert (await stage.twin.deliver(body))[0] == 400
            assert (await stage.twin.deliver(body, "garbage"))[0] == 401

    asyncio.run(run())


def broken(stage: Stage) -> list[Any]:
    """Activities that are Teams' by their token and make no sense."""
    good = stage.twin.said(MAIJA, "hei")
    press = {"action": "home.menu", "arg": 5}
    return [
        {name: value for name, value in good.items() if name != "id"},
        good | {"from": None},
        good | {"from": "x"},
        good | {"conversation": []},
        good | {"conversation": {"id": 7}},
        good | {"type": None},
        good | {"type": 7},
        good | {"type": "invoke", "name": "task/fetch", "value": None},
        good | {"type": "invoke", "name": "task/fetch", "value": {"data": {"action": 1}}},
        good | {"type": "invoke", "name": "task/submit", "value": {"data": {"action": "people.edit", "nonce": "x y"}}},
        good | {"type": "invoke", "name": "message/submitAction", "value": "like"},
        good | {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": {"type": 1}}},
        good | {"type": "invoke", "name": "adaptiveCard/action"},
        good | {"type": "invoke", "name": None},
        good | {"entities": "x", "text": None},
        good | {"entities": [None, 1, {"type": "mention", "text": 5, "mentioned": []}], "value": press},
        good | {"value": {"action": "os.system", "arg": {}}, "replyToId": {"a": 1}},
        good | {"type": "conversationUpdate", "membersAdded": {"id": 1}},
        good | {"type": "installationUpdate", "action": []},
        good | {"type": "messageReaction"},
        good | {"type": "typing"},
        good | {"type": "somethingNew"},
        good | {"text": "\ud800 \x00 ä", "channelData": {"tenant": {"id": HOME}, "x": [[]] * 10}},
    ]


def test_a_malformed_activity_is_never_a_500(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            for n, activity in enumerate(broken(stage)):
                status, _body = await stage.twin.deliver(activity)
                assert status in (200, 400, 501), (n, status)
            await stage.settle()

    asyncio.run(run())


def test_too_much_is_a_413(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            assert (await stage.twin.deliver(stage.twin.said(MAIJA, "x" * 1_048_577)))[0] == 413
            assert rows(stage) == 0

    asyncio.run(run())


@pytest.mark.parametrize("kind", ["said", "pressed", "invoke", "installed"])
def test_another_tenant_is_refused_politely_and_nothing_is_kept(tmp_path: Path, library: Library, kind: str) -> None:
    async def run() -> None:
        stranger = Human("Otto", tenant=ELSEWHERE, locale="sv-SE")
        async with staged(tmp_path, library) as stage:
            activity = {
                "said": stage.twin.said(stranger, "Vad är ett innovationspartnerskap? Lösen 12345"),
                "pressed": stage.twin.said(stranger, "") | {"value": {"action": "home.menu", "arg": ""}},
                "invoke": stage.twin.invoke(stranger, "task/fetch", {"data": {"action": "people.edit"}}),
                "installed": stage.twin.installed(stranger),
            }[kind]
            for _time in range(3):
                assert (await stage.twin.deliver(activity))[0] == 403
            await stage.settle()
            told = seen(*stage.twin.at(stranger.chat))
            assert told.count("Din organisation kan inte använda Sparri här") == (1 if kind != "installed" else 0)
            assert rows(stage) == 0
            with stage.app.store.reading() as conn:
                kept = conn.execute(text("SELECT count(*) FROM outbox WHERE payload LIKE '%12345%'")).scalar()
            assert kept == 0

    asyncio.run(run())


OUTSIDERS = [
    Human("Gösta", role="guest", locale="sv-SE"), Human("Eve", role="anonymous", locale="sv-SE"),
    Human("Kalle", home=ELSEWHERE, locale="sv-SE"), Human("Ny", role="somethingNew", locale="sv-SE"),
]  # fmt: skip


@pytest.mark.parametrize("who", OUTSIDERS, ids=lambda who: who.name)
@pytest.mark.parametrize("kind", ["said", "mentioned", "pressed", "invoke"])
def test_guests_and_people_of_shared_channels_are_refused_politely(
    tmp_path: Path, library: Library, who: Human, kind: str
) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            activity = {
                "said": stage.twin.said(who, "Vad är ett innovationspartnerskap? Lösen 12345"),
                "mentioned": stage.twin.mentioned(who, "Vad är ett innovationspartnerskap? Lösen 12345"),
                "pressed": stage.twin.said(who, "") | {"value": {"action": "home.menu", "arg": ""}},
                "invoke": stage.twin.invoke(who, "task/fetch", {"data": {"action": "people.edit"}}),
            }[kind]
            for _time in range(3):
                assert (await stage.twin.deliver(activity))[0] == 403
            await stage.settle()
            assert stage.twin.roster_calls == 1
            told = seen(*stage.twin.messages)
            assert told.count("Din organisation kan inte använda Sparri här") == 1
            assert rows(stage) == 0

    asyncio.run(run())


def test_what_the_roster_says_of_somebody() -> None:
    member = {"userRole": "user", "userPrincipalName": "a@x.fi", "tenantId": HOME}
    assert is_member(member, {HOME})
    assert is_member({"userPrincipalName": "a@x.fi"}, {HOME})
    assert is_member(member, set())
    for told in ({}, {"userRole": "guest"}, {"userRole": "user", "userPrincipalName": "a_y.fi#EXT#@x.fi"},
                 {"userPrincipalName": "a_y.fi#ext#@x.fi"}, member | {"tenantId": ELSEWHERE},
                 member | {"userRole": "anonymous"}, {"userRole": None, "userPrincipalName": None}):  # fmt: skip
        assert not is_member(told, {HOME}), told


def test_a_roster_that_lets_us_wait_is_not_asked_by_everybody_at_once() -> None:
    class Silent:
        asked = 0

        async def member(self, *_of: str) -> dict[str, str]:
            self.asked += 1
            raise TimeoutError

    async def run() -> None:
        roster, clock = Silent(), HandClock()
        members = Members(roster, {HOME}, clock)  # type: ignore[arg-type]
        for times in (1, 2):
            for n in range(5):
                with pytest.raises(Unasked):
                    await members.is_member(Address("teams", HOME, f"p{n}", f"a:p{n}"))
            assert roster.asked == times
            clock.push(timedelta(seconds=10))

    asyncio.run(run())


def test_who_was_told_of_within_a_day_is_known_while_the_roster_does_not_answer(
    tmp_path: Path, library: Library
) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            assert await stage.say(MAIJA, "hei")
            stage.twin.roster_status = 503
            stage.clock.push(timedelta(hours=23))
            assert await stage.say(MAIJA, "valikko")
            stage.clock.push(timedelta(hours=2))
            assert await stage.say(MAIJA, "valikko") == []
            stage.twin.roster_status = 404
            assert (await stage.twin.deliver(stage.twin.said(MAIJA, "valikko")))[0] == 403

    asyncio.run(run())


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_question_outlasts_ten_minutes_in_which_the_roster_does_not_answer(
    tmp_path: Path, library: Library, status: int
) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            stage.twin.roster_status, start = status, stage.clock()
            asked = stage.twin.mentioned(MAIJA, CALENDAR)
            for _delivery in range(2):
                assert (await stage.twin.deliver(asked))[0] == 200
            menu = stage.twin.invoke(MAIJA, "task/fetch", {"data": {"action": "people.edit", "arg": ""}})
            assert (await stage.twin.deliver(menu))[0] == 503, "a dialog is opened on the spot or not at all"
            while stage.clock() - start < timedelta(minutes=10):
                await stage.settle()
                stage.clock.push(timedelta(seconds=10))
            assert stage.twin.messages == [] and stage.twin.typing == [] and stage.person(MAIJA) is None
            stage.twin.roster_status = 200
            stage.clock.push(timedelta(seconds=30))
            await stage.settle()
            assert "Kalenteriin kirjataan" in seen(*stage.twin.at(CHANNEL))
            assert seen(*stage.twin.at(CHANNEL)).count("Kalenteriin kirjataan") == 1
            person = stage.person(MAIJA)
            assert person and person.welcomed

    asyncio.run(run())


@pytest.mark.parametrize("who", OUTSIDERS, ids=lambda who: who.name)
def test_a_guest_heard_while_the_roster_does_not_answer_is_refused_when_it_does_and_the_words_go(
    tmp_path: Path, library: Library, who: Human
) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            stage.twin.roster_status = 503
            for words in ("Vad är ett innovationspartnerskap?", "Lösen 12345"):
                assert (await stage.twin.deliver(stage.twin.said(who, words)))[0] == 200
            await stage.settle()
            stage.twin.roster_status = 200
            stage.clock.push(timedelta(seconds=30))
            await stage.settle()
            (told,) = stage.twin.messages
            assert "Din organisation kan inte använda Sparri här" in seen(told)
            assert stage.person(who) is None
            with stage.app.store.reading() as conn:
                kept = conn.execute(text("SELECT state, payload FROM inbox")).all()
            assert [tuple(row) for row in kept if row.payload or row.state != "done"] == []

    asyncio.run(run())


def test_a_roster_that_never_answers_is_told_after_two_hours_in_words(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            stage.twin.roster_status, start = 500, stage.clock()
            assert (await stage.twin.deliver(stage.twin.said(MAIJA, CALENDAR)))[0] == 200
            while not stage.twin.messages:
                await stage.settle()
                stage.clock.push(timedelta(minutes=1))
            assert timedelta(hours=2) <= stage.clock() - start < timedelta(hours=2, minutes=5)
            (told,) = stage.twin.messages
            assert "En näe, työskenteletkö täällä" in seen(told) and stage.person(MAIJA) is None

    asyncio.run(run())


def test_further_tenants_and_only_they_are_let_in(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library, teams_tenants=f" {ELSEWHERE.upper()} ") as stage:
            assert (await stage.twin.deliver(stage.twin.said(Human("Otto", tenant=ELSEWHERE), "hei")))[0] == 200
            nobody = stage.twin.said(Human("Eve", tenant="33333333-3333-4333-8333-333333333333"), "hei")
            assert (await stage.twin.deliver(nobody))[0] == 403
            for none in ({}, {"tenant": {}}, None):
                own = stage.twin.said(MAIJA, "hei") | {"channelData": none}
                own["conversation"].pop("tenantId")
                assert (await stage.twin.deliver(own))[0] == 403

    asyncio.run(run())


def test_a_client_of_another_channel_cannot_pass_itself_off_as_somebody(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            for channel in ("directline", "webchat", "emulator", "", None):
                assert (await stage.twin.deliver(stage.twin.said(MAIJA, "hei") | {"channelId": channel}))[0] == 401

    asyncio.run(run())


def test_what_cannot_be_stored_comes_again(tmp_path: Path, library: Library, caplog: pytest.LogCaptureFixture) -> None:
    class Locked:
        def __getattr__(self, name: str) -> Any:
            def fails(*_given: object) -> Any:
                raise StoreError("the database is locked")

            return fails

    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            activity = stage.twin.said(MAIJA, "Salaisuus 998877")
            invoke = stage.twin.invoke(MAIJA, "task/fetch", {"data": {"action": "people.edit", "arg": ""}})
            core, stage.teams._door._bot = stage.teams._door._bot, Locked()
            assert (await stage.twin.deliver(activity))[0] == 503
            assert (await stage.twin.deliver(invoke))[0] == 503
            stage.teams._door._bot = core
            assert (await stage.twin.deliver(activity))[0] == 200

    caplog.set_level(logging.DEBUG)
    asyncio.run(run())
    assert "998877" not in caplog.text and PASSWORD not in caplog.text


SET: dict[str, object] = {"teams_app_id": APP, "teams_app_password": PASSWORD, "teams_home_tenant": HOME}


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (SET, None),
        ({**SET, "teams_home_tenant": ""}, "SPARRI_TEAMS_HOME_TENANT"),
        ({**SET, "teams_app_password": ""}, "SPARRI_TEAMS_APP_PASSWORD"),
        ({**SET, "teams_app_id": ""}, "SPARRI_TEAMS_APP_ID"),
        ({**SET, "teams_app_type": "MultiTenant", "teams_home_tenant": ""}, "SPARRI_TEAMS_TENANTS"),
        ({**SET, "teams_app_type": "MultiTenant", "teams_home_tenant": "", "teams_tenants": HOME}, None),
        ({"teams_anonymous": True}, None),
        ({"teams_anonymous": True, "host": "0.0.0.0"}, "SPARRI_HOST"),
        ({**SET, "teams_anonymous": True}, "SPARRI_TEAMS_ANONYMOUS"),
        ({}, "SPARRI_TEAMS_APP_ID"),
    ],
)
def test_settings_that_do_not_fit_together_say_what_to_do(
    settings: dict[str, Any], said: str | None, tmp_path: Path, library: Library
) -> None:
    told = Settings(**settings)
    assert is_on(told) is bool(settings)
    assert (said is None) == (list(faults_of_credentials(told)) == [])
    if said is None:
        return

    async def run() -> None:
        nothing = dict.fromkeys(SET, "")
        with pytest.raises(PlatformError, match=said):
            async with staged(tmp_path, library, **(nothing | settings)):
                pass

    asyncio.run(run())


def test_credentials_that_are_refused_end_the_start(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        with pytest.raises(PlatformError, match="invalid_client") as raised:
            async with staged(tmp_path, library, teams_app_password="wrong"):
                pass
        assert "wrong" not in str(raised.value)

    asyncio.run(run())


def test_without_credentials_only_loopback_is_called(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        nothing = {"teams_app_id": "", "teams_app_password": "", "teams_home_tenant": "", "teams_anonymous": True}
        async with staged(tmp_path, library, **nothing) as stage:
            assert (await stage.twin.deliver(stage.twin.said(JOHN, "hi"), Authorization=""))[0] == 200
            elsewhere = stage.twin.said(JOHN, "hi") | {"serviceUrl": "https://evil.example/"}
            assert (await stage.twin.deliver(elsewhere, Authorization=""))[0] == 401

    asyncio.run(run())


def test_a_process_that_only_sends_takes_nothing_in(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            await stage.teams.stop()
            assert not stage.teams.is_connected
            await stage.teams.start(hears=False)
            assert not stage.teams.is_connected
            assert (await stage.twin.deliver(stage.twin.said(MAIJA, "hei")))[0] == 503

    asyncio.run(run())
