"""What payloads become, without a server."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import slack_events as events
from bot.forms import Form, TextField
from bot.people import Address, Place
from bot.turns import Pressed, Said

TS = "1764000000.000100"
DM = {"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "ts": TS, "text": "hei"}


def test_words_in_private_in_a_thread_and_in_a_channel() -> None:
    at = Address("slack", "T1", "U1", "D1")
    assert events.said(DM, "T1", "UBOT") == Said(f"slack:T1:D1:{TS}", at, "hei")
    threaded = events.said({**DM, "thread_ts": "1.000001"}, "T1", "UBOT")
    assert threaded and threaded.address.thread == "1.000001"
    root = events.said({**DM, "thread_ts": TS}, "T1", "UBOT")
    assert root and root.address.thread == ""
    mention = {
        **DM,
        "type": "app_mention",
        "channel": "C1",
        "channel_type": None,
        "text": "<@UBOT> hei <@UBOT> <@U2|Eero>",
    }
    said = events.said(mention, "T1", "UBOT")
    assert said and said.text == "hei @… @Eero"
    assert said.address == Address("slack", "T1", "U1", "C1", TS, Place.CHANNEL)


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("<https://a.example/x>", "https://a.example/x"),
        ("<https://a.example|a.example>", "a.example"),
        ("<https://evil.example|a.example>", "a.example (https://evil.example)"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("<tel:0401234567|040 123 4567>", "040 123 4567 (tel:0401234567)"),
        ("<!here> <!subteam^S1|@group> <!date^1^{x}|today>", "@here @group today"),
        ("<#C1|general> <#C2>", "#general #…"),
        ("1 < 2", "1 < 2"),
    ],
)
def test_what_people_wrote(raw: str, plain: str) -> None:
    assert events.readable(raw) == plain


def test_a_form_brings_back_what_it_was_given() -> None:
    at = Address("slack", "T1", "U1", "C1", TS, Place.CHANNEL)
    form = Form("T", "a.b", (TextField("x", "X"),), "OK", arg="E41")
    carried = events.kept(Pressed("e", at, "a.b", "E41", f"C1 {TS}"), form)
    body = {
        "user": {"id": "U1"},
        "view": {"id": "V1", "state": {"values": {"x": {"value": {"type": "plain_text_input", "value": "y"}}}}},
    }
    back = events.submitted(body, "T1", carried)
    assert back and (back.event_id, back.address, back.action) == ("slack:T1:view:V1", at, "a.b")
    assert (dict(back.values), back.arg, back.message) == ({"x": "y"}, "E41", f"C1 {TS}")


def test_values_of_every_kind() -> None:
    element = {
        "one": {"type": "static_select", "selected_option": {"value": "a"}},
        "none": {"type": "static_select", "selected_option": {"value": "-none-"}},
        "nothing": {"type": "static_select", "selected_option": None},
        "many": {"type": "multi_static_select", "selected_options": [{"value": "a"}, {"value": "b"}]},
        "day": {"type": "datepicker", "selected_date": "2026-12-01"},
        "hour": {"type": "timepicker", "selected_time": "09:00"},
        "empty": {"type": "plain_text_input", "value": None},
    }
    view = {"state": {"values": {name: {"value": given} for name, given in element.items()}}}
    assert events.values(view) == {
        "one": "a", "none": "", "nothing": "", "many": "a,b", "day": "2026-12-01", "hour": "09:00", "empty": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "team", "home"),
    [
        ({"team_id": "T1", "event": {"team": "T1"}}, "T1", "T1"),
        (
            {"team_id": "T2", "authorizations": [{"team_id": "T1"}], "event": {"team": "T1", "user_team": "T2"}},
            "T1",
            "T2",
        ),
        ({"team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T2"}}, "T1", "T2"),
        ({"team": {"id": "T2"}, "user": {"team_id": "T2"}, "view": {"app_installed_team_id": "T1"}}, "T1", "T2"),
        ({"team": None, "user": {"team_id": "T1"}}, "T1", "T1"),
        ({"team_id": "T1", "user_id": "U1", "command": "/sparri"}, "T1", ""),
        ({}, "", ""),
    ],
)
def test_whose_workspace(body: dict[str, object], team: str, home: str) -> None:
    assert (events.team_of(body), events.home_of(body)) == (team, home)


JUNK = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.sampled_from(["D1", "U1", TS, "press:0:a.b"])
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                "event user user_id channel ts text team id actions action_id value view state values authorizations "
                "container message message_ts channel_id thread_ts assistant_thread tab event_id trigger_id place action "
                "arg conversation thread".split()
            ),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=20,
)


@given(
    st.dictionaries(
        st.sampled_from(["event", "user", "channel", "ts", "text", "view", "actions", "team", "trigger_id"]), JUNK
    ),
    JUNK,
)
def test_no_payload_is_too_strange(body: dict[str, object], carried: object) -> None:
    team = events.team_of(body)
    assert isinstance(team + events.home_of(body), str)
    events.said(body, team, "UBOT")
    events.commanded(body, team)
    events.opened(body, team)
    events.pressed(body, team)
    events.submitted(body, team, carried)
