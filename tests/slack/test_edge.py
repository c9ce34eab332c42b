"""What is let in: signatures, sizes, shapes, settings; Socket Mode; installations through OAuth."""

import asyncio
import json
import re
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientSession

from bot.cards import Card, Text
from bot.channels.platform import PlatformError
from bot.channels.slack_doctor import faults_of_settings, is_on
from bot.channels.slack_http import WINDOW, is_signed, parsed
from bot.delivery import lanes, outbox
from bot.people import Address, Role
from bot.settings import Settings
from bot.store import slack, workspaces
from bot.store.slack import Workspace
from bot.turns import Send
from tests.slack.conftest import Play, Talk, socket_mode
from tests.slack.twin import SECRET, TEAM, TOKEN, Twin, dm
from tests.talk import HandClock

BODY = json.dumps({"type": "url_verification", "challenge": "3eZbrw1a"})
NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


def test_url_verification_and_ten_malformed_headers(play: Play, caplog) -> None:
    @play()
    async def _(talk) -> None:
        assert (await talk.twin.posts(BODY))[0] == 200
        assert "3eZbrw1a" in (await talk.twin.posts(BODY))[1]
        good = talk.twin.sign(BODY.encode())
        at, signature = "X-Slack-Request-Timestamp", "X-Slack-Signature"
        for wrong in (
            {},
            {at: good[at]},
            {signature: good[signature]},
            {at: "abc", signature: good[signature]},
            {at: "", signature: ""},
            {at: good[at], signature: "v0=ä€"},
            {at: good[at], signature: good[signature][:-1] + "x"},
            {at: "١٧٦", signature: good[signature]},
            {at: "1" * 400, signature: good[signature]},
            {at: f"-{good[at]}", signature: good[signature]},
            {at: f"{good[at]}.5", signature: good[signature]},
            talk.twin.sign(BODY.encode(), age=WINDOW + 1),
            talk.twin.sign(BODY.encode(), age=-WINDOW - 1),
        ):
            assert (await talk.twin.posts(BODY, headers=wrong))[0] == 401

    assert "Traceback" not in caplog.text


def test_the_window_is_five_minutes_both_ways() -> None:
    twin = Twin(HandClock())
    for age, is_fine in ((299, True), (301, False), (-299, True), (-301, False)):
        assert is_signed(SECRET, twin.sign(b"x", age), b"x", NOW) is is_fine
    assert not is_signed("other", twin.sign(b"x"), b"x", NOW)


def test_too_much_and_not_readable(play: Play, caplog) -> None:
    @play()
    async def _(talk) -> None:
        for body, kind in (
            (b"{", "application/json"),
            (b"[]", "application/json"),
            (b"{}", "application/json"),
            (b"\xff\xfe", "application/json"),
            (b"[" * 100_000, "application/json"),
            (b"payload=%7B", "application/x-www-form-urlencoded"),
            (b"payload=7", "application/x-www-form-urlencoded"),
            (b"", "application/x-www-form-urlencoded"),
            (b"<x/>", "text/xml"),
            (b'{"type": "event_callback", "event": "x", "team_id": "T1"}', "application/json"),
            (b'{"type": "view_submission", "view": {"callback_id": "form"}, "team": {"id": "T1"}}', "application/json"),
        ):
            status, _text = await talk.twin.posts(body, kind)
            assert (status, talk.twin.headers.get("X-Slack-No-Retry")) == (400, "1"), body[:60]
        large = b'{"a": "' + b"x" * 1_048_576 + b'"}'
        assert (await talk.twin.posts(large))[0] == 413

    assert "Traceback" not in caplog.text


def test_what_a_body_says() -> None:
    form = "application/x-www-form-urlencoded"
    assert parsed(b"text=a+b&text=c&empty=", form) == {"text": "a b", "empty": ""}
    assert parsed(b"payload=%7B%22a%22%3A1%7D", form) == {"a": 1}
    assert parsed(b'{"event": 7}', "application/json") is None


def settings(**given: str) -> Settings:
    empty = dict.fromkeys(
        (
            "slack_bot_token",
            "slack_app_token",
            "slack_signing_secret",
            "slack_client_id",
            "slack_client_secret",
            "slack_workspaces",
            "public_url",
        ),
        "",
    )
    return Settings(**(empty | given))


OAUTH = {
    "slack_client_id": "1.2",
    "slack_client_secret": "s",
    "slack_workspaces": "T9",
    "public_url": "https://sparri.example",
}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"slack_bot_token": "xoxb-1"}, "SPARRI_SLACK_APP_TOKEN .* SPARRI_SLACK_SIGNING_SECRET"),
        ({"slack_app_token": "xapp-1"}, "SPARRI_SLACK_BOT_TOKEN"),
        ({"slack_signing_secret": "s"}, "SPARRI_SLACK_BOT_TOKEN"),
        ({"slack_bot_token": "xoxp-1", "slack_signing_secret": "s"}, "begins with xoxb-"),
        ({"slack_bot_token": "xoxb-1", "slack_app_token": "xoxb-1"}, "begins with xapp-"),
        ({"slack_client_id": "1.2", "slack_signing_secret": "s"}, "SPARRI_SLACK_CLIENT_SECRET"),
        (OAUTH | {"public_url": "", "slack_signing_secret": "s"}, "SPARRI_PUBLIC_URL"),
        (OAUTH | {"public_url": "http://sparri.example", "slack_signing_secret": "s"}, "https://"),
        (OAUTH, "SPARRI_SLACK_SIGNING_SECRET"),
        (OAUTH | {"slack_workspaces": " , "}, "SPARRI_SLACK_WORKSPACES"),
        (OAUTH | {"slack_workspaces": "T9, mallila.slack.com"}, "MALLILA.SLACK.COM in SPARRI_SLACK_WORKSPACES"),
        (OAUTH | {"slack_bot_token": "xoxb-1", "slack_signing_secret": "s"}, "not both"),
        (
            {"slack_bot_token": "xoxb-1", "slack_signing_secret": "s", "slack_api_url": "slack.com"},
            "SPARRI_SLACK_API_URL",
        ),
    ],
)
def test_half_of_the_settings_is_said_to_be_so(given: dict[str, str], words: str) -> None:
    assert is_on(settings(**given))
    told = [f"{fault.what} {fault.fix}" for fault in faults_of_settings(settings(**given))]
    assert any(re.search(words, sentence) for sentence in told), told


def test_whole_settings() -> None:
    assert not is_on(settings())
    for whole in (
        {"slack_bot_token": "xoxb-1", "slack_signing_secret": "s"},
        {"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1"},
        {**OAUTH, "slack_app_token": "xapp-1"},
    ):
        assert list(faults_of_settings(settings(**whole))) == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"slack_bot_token": "xoxb-wrong"}, "refuses SPARRI_SLACK_BOT_TOKEN"),
        ({"slack_app_token": "xapp-wrong"}, "SPARRI_SLACK_APP_TOKEN .invalid_auth"),
        ({"slack_api_url": "http://127.0.0.1:9/api/"}, "127.0.0.1:9"),
    ],
)
def test_what_slack_does_not_accept_is_said_at_the_start(play: Play, given: dict[str, str], words: str) -> None:
    with pytest.raises(PlatformError, match=words):

        @play(**given)
        async def _(talk) -> None:
            raise AssertionError("it started")


def test_socket_mode_from_hello_to_answer(play: Play) -> None:
    @play(**socket_mode())
    async def _(talk) -> None:
        assert talk.slack.is_connected
        talk.welcome("UMAIJA")
        assert "omin sanoin" in await talk.says("UMAIJA", "menu")
        with talk.app.store.engine.begin() as conn:
            conn.exec_driver_sql("ALTER TABLE inbox RENAME TO away")
        assert await talk.twin.says("UMAIJA", "menu") == 0  # not stored, and so not acknowledged
        with talk.app.store.engine.begin() as conn:
            conn.exec_driver_sql("ALTER TABLE away RENAME TO inbox")
        event = {
            "type": "message",
            "channel": "D1",
            "channel_type": "im",
            "user": "U1",
            "text": "x",
            "ts": talk.twin.ts(),
        }
        assert await talk.twin.tells(event, team="T666") == 0


def test_a_new_connection_reads_what_was_missed(play: Play) -> None:
    @play(**socket_mode())
    async def _(talk) -> None:
        talk.welcome("UMAIJA")
        await talk.says("UMAIJA", "menu")
        talk.twin.wrote("UMAIJA", dm("UMAIJA"), "profiili")
        await talk.twin.sockets[-1].send_json({"type": "disconnect", "reason": "refresh_requested"})
        async with asyncio.timeout(10):
            while talk.count("inbox") < 2:
                await asyncio.sleep(0.01)
        assert talk.slack.is_connected
        assert len(talk.twin.sockets) == 2
        await talk.settle()
        assert len(talk.twin.seen(dm("UMAIJA"))) == 2


INSTALLING = {
    "slack_bot_token": "",
    "slack_client_id": "1.2",
    "slack_client_secret": "s",
    "slack_workspaces": "T8, t9",
    "public_url": "http://127.0.0.1",
}
HELLO = {"type": "message", "channel": "D5", "channel_type": "im", "user": "U5", "text": "menu"}


async def set_out(talk: Talk, browser: ClientSession) -> tuple[str, dict[str, str], dict[str, list[str]]]:
    """Somebody is sent to Slack: where they come back to, with which cookie, and what was asked of Slack."""
    async with browser.get(f"{talk.twin.app}/slack/install", allow_redirects=False) as page:
        assert page.status == 302
        link, cookie = page.headers["Location"], SimpleCookie(page.headers["Set-Cookie"])
    assert link.startswith("https://slack.com/oauth/")
    asked = parse_qs(urlsplit(link).query)
    crumbs = "; ".join(f"{name}={crumb.value}" for name, crumb in cookie.items())
    return f"{talk.twin.app}/slack/oauth_redirect?code=1&state={asked['state'][0]}", {"Cookie": crumbs}, asked


async def installs(talk: Talk, team: str) -> tuple[int, str]:
    """Somebody installs Sparri in a workspace; the status and the page they see."""
    talk.twin.installs = team
    async with ClientSession() as browser:
        back, cookie, _asked = await set_out(talk, browser)
        async with browser.get(back, headers=cookie) as page:
            assert page.content_type == "text/html"
            return page.status, await page.text()


def test_several_workspaces_install_and_leave(play: Play) -> None:
    @play(**INSTALLING, admins="u5@example.fi")
    async def _(talk) -> None:
        assert await talk.twin.tells({**HELLO, "ts": talk.twin.ts()}, team="T9") == 403
        async with ClientSession() as browser:
            back, cookie, asked = await set_out(talk, browser)
            assert "im:history" in asked["scope"][0]
            assert "channels:history" not in asked["scope"][0]
            forged = back.partition("&state=")[0] + "&state=forged"
            for url, headers, status, words in (
                (forged, cookie, 400, "Aloita asennus uudelleen"),
                (back, {}, 400, "Börja om installationen"),
                (back, cookie, 200, "Sparri on asennettu"),
                (back, cookie, 401, "begin the installation anew"),
                (f"{talk.twin.app}/slack/oauth_redirect?error=<b>", {}, 200, "Sparria ei asennettu"),
            ):
                async with browser.get(url, headers=headers) as page:
                    html = await page.text()
                    assert (page.status, words in html, "<b>" in html) == (status, True, False)
        talk.twin.joins("U5", team_id="T9")
        assert await talk.twin.tells({**HELLO, "ts": talk.twin.ts(), "team": "T9"}, team="T9") == 200
        await talk.settle()
        assert len(talk.twin.seen("D5")) == 2
        assert not talk.person("U5", "T9").is_a(Role.ADMIN), "whoever runs a workspace enters e-mail addresses there"
        assert await talk.twin.tells({**HELLO, "ts": talk.twin.ts()}, team=TEAM) == 403
        there = Address("slack", "T9", "U5", "D5")
        with talk.app.store.claiming() as conn:
            outbox.put(conn, Send(there, Card(Text("Nobody hears this"))), there, talk.clock())
        assert await talk.twin.tells({"type": "app_uninstalled"}, team="T9") == 200
        assert talk.count("slack_installation") == 1, "its token is still good: this was told of an installation before"
        talk.twin.faults["auth.test"] = ["fatal_error"]
        assert await talk.twin.tells({"type": "app_uninstalled"}, team="T9") == 503
        del talk.twin.tokens["xoxb-new"]
        assert await talk.twin.tells({"type": "tokens_revoked", "tokens": {"oauth": ["U5"]}}, team="T9") == 200
        assert talk.count("slack_installation") == 1
        assert await talk.twin.tells({"type": "tokens_revoked", "tokens": {"bot": ["UBOT"]}}, team="T9") == 200
        assert await talk.twin.tells({**HELLO, "ts": talk.twin.ts()}, team="T9") == 403
        assert talk.count("slack_installation") == 0
        with talk.app.store.reading() as conn:
            assert lanes.unreachable(conn) == {there.lane: "not installed"}
            assert outbox.counts(conn) == {"sent": 2, "failed": 1}
        await talk.settle()
        assert len(talk.twin.seen("D5")) == 2
        await talk.slack._installed.install(Workspace("T9", "UBOT", "B1", TOKEN), "Toinen Slack")
        with talk.app.store.reading() as conn:
            assert lanes.unreachable(conn) == {}
            assert workspaces.names(conn)["slack", "T9"] == "Toinen Slack"


@pytest.mark.parametrize("fault", ["", "fatal_error"])
@pytest.mark.parametrize(("team", "status"), [("T666", 403), ("", 400)])
def test_another_workspace_or_a_whole_organisation_does_not_install(play: Play, team, status, fault, caplog) -> None:
    @play(**INSTALLING)
    async def _(talk) -> None:
        talk.twin.faults["auth.revoke"] = [fault] if fault else []
        shown, page = await installs(talk, team)
        assert shown == status
        if team:
            assert [page.count(words) for words in ("ei asennettu", "installerades inte", "not installed")] == [1, 1, 1]
            assert page.count("T666") == 3
        assert talk.twin.revoked == (0 if fault else 1)
        assert talk.count("slack_installation") == 0
        assert await talk.twin.tells({**HELLO, "ts": talk.twin.ts()}, team="T666") == 403
        assert talk.twin.headers["x-slack-no-retry"] == "1"
        assert talk.count("inbox") == 0

    assert "xoxb" not in caplog.text
    assert ("was not revoked" in caplog.text) == bool(fault)


def test_a_workspace_taken_off_the_list_is_not_served_though_it_is_installed(play: Play) -> None:
    @play(**INSTALLING)
    async def _(talk) -> None:
        with talk.app.store.claiming() as conn:
            slack.install(conn, Workspace("T7", "UBOT", "B1", TOKEN), talk.clock())
        assert await talk.twin.tells({**HELLO, "ts": talk.twin.ts()}, team="T7") == 403
        assert talk.count("inbox") == 0


def test_one_workspace_that_removes_sparri_is_not_written_to(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UMAIJA")
        await talk.says("UMAIJA", "menu")
        talk.twin.tokens.clear()
        assert await talk.twin.tells({"type": "app_uninstalled"}) == 200
        assert await talk.twin.says("UMAIJA", "menu") == 403
        with talk.app.store.reading() as conn:
            assert list(lanes.unreachable(conn).values()) == ["not installed"]


def test_nothing_is_taken_in_after_the_end(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UMAIJA")
        assert talk.slack.is_connected
        await talk.slack.stop()
        assert not talk.slack.is_connected
        assert await talk.twin.says("UMAIJA", "menu") == 503
