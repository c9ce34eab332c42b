import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.cards import Card, Text, lines
from bot.core import Core
from bot.delivery import claims, inbox, outbox, outcomes
from bot.delivery.outcomes import Sent
from bot.forms import Form, TextField
from bot.people import Address, Language, Place, Profile, Role
from bot.skill import Skill, Skills
from bot.store import Conflict, Store, audit, people
from bot.turns import Do, Effects, Pressed, Reply, Said, Send, Show, Submitted, Turn
from tests.databases import Clock

MAIJA = Address("console", "here", "maija", "maija")
ERIK = Address("console", "here", "erik", "erik")


RIGHTS = dict.fromkeys(("home.welcome", "home.menu", "ask.asked", "ask.told", "ask.named"), frozenset(Role))


def card(words: str) -> Card:
    return Card(Text(words))


class Room:
    """A core with three small skills, and what was shown to whom."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store, self.clock, self.events = store, clock, 0
        self.failing: list[BaseException] = []
        self.opened = 0
        self.core = Core(store, Skills((self.home(), self.ask())), self.open, clock, rights=dict(RIGHTS))

    def open(self):
        self.opened += 1
        raise AssertionError("nobody searched")

    def home(self) -> Skill:
        home = Skill("home")

        @home.pressed("welcome")
        def welcome(turn: Turn, arg: str) -> Effects:
            yield Reply(card("I am a program"))

        @home.command("menu")
        def menu(turn: Turn, arg: str) -> Effects:
            yield Reply(card("the menu"))

        return home

    def ask(self) -> Skill:
        ask = Skill("ask")

        @ask.pressed("asked")
        def asked(turn: Turn, text: str) -> Effects:
            with turn.store.read() as conn:
                assert people.get(conn, turn.person.id)
            people.update(turn.store.write(), turn.person.id, organisation=text)
            if self.failing:
                raise self.failing.pop()
            yield Reply(card(f"{turn.person.language}: {text}"))
            yield Do("ask.told", "E41")
            yield Do("ask.named", values={"name": "Maija"})
            yield Do("nobody.knows")

        @ask.pressed("told")
        def told(turn: Turn, arg: str) -> Effects:
            yield Send(ERIK, card(f"{arg} waits"), once=arg)

        @ask.form("named")
        def naming(turn: Turn, arg: str) -> Effects:
            yield Show(Form("Name", "ask.named", (TextField("name", "Name"),), "Save"))

        @ask.submitted("named")
        def named(turn: Turn, values: dict[str, str], arg: str) -> Effects:
            if not values["name"]:
                yield Show(Form("Name", "ask.named", (TextField("name", "Name"),), "Save", errors={"name": "needed"}))
                return
            people.update(turn.store.write(), turn.person.id, name=values["name"])
            yield Reply(card(f"saved {values['name']}"))

        return ask

    def hear(self, kind: type, *args: object, at: Address = MAIJA) -> None:
        self.events += 1
        self.core.receive(kind(f"e{self.events}", at, *args))
        while self.core.work():
            pass

    def sent(self) -> list[str]:
        found = []
        while True:
            with self.store.claiming() as conn:
                claimed = claims.claim(conn, self.clock(), {"console": outcomes.Rules()})
                for item in claimed:
                    found.append(f"{item.address.user}: " + " ".join(lines(item.card)))
                    claims.finish(conn, item, Sent("r"), self.clock())
            if not claimed:
                return found

    def maija(self):
        with self.store.reading() as conn:
            return people.find_by_address(conn, MAIJA)


@pytest.fixture
def room(store: Store, clock: Clock) -> Room:
    return Room(store, clock)


def test_the_first_words_are_answered_after_the_welcome(room: Room) -> None:
    room.hear(Said, "onko pakko?")
    assert sorted(room.sent()) == [
        "erik: E41 waits", "maija: I am a program", "maija: fi: onko pakko?", "maija: saved Maija"
    ]  # fmt: skip
    assert room.maija().welcomed
    room.hear(Said, "entä nyt?")
    assert room.sent() == ["maija: fi: entä nyt?", "maija: saved Maija"]
    assert room.opened == 0


def test_a_command_word_goes_to_its_skill(room: Room) -> None:
    room.hear(Said, "  MENU! ")
    assert room.sent()[1:] == ["maija: the menu"]


def test_the_same_event_twice_is_answered_once(room: Room) -> None:
    for _ in range(2):
        room.core.receive(Said("same", MAIJA, "menu"))
        while room.core.work():
            pass
    assert len(room.sent()) == 2


def test_an_outdated_button_answers_kindly(room: Room) -> None:
    room.hear(Said, "menu")
    room.sent()
    room.hear(Pressed, "long.gone", "E1")
    room.hear(Submitted, "long.gone", {"a": "b"})
    assert len(room.sent()) == 2


def test_a_lost_race_is_run_again(room: Room) -> None:
    room.failing = [Conflict(), Conflict(), Conflict()]
    room.hear(Said, "onko pakko?")
    assert "maija: fi: onko pakko?" in room.sent()


def test_a_failing_handler_leaves_nothing_but_word(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    room.failing = [ValueError("secret"), ValueError("secret"), ValueError("secret")]
    with caplog.at_level(logging.CRITICAL, "bot.core"):
        room.hear(Said, "onko pakko?")
    (told,) = room.sent()
    assert "N1" in told
    assert "secret" not in told
    assert room.maija().organisation == ""
    room.hear(Said, "menu")
    assert room.sent()[-1] == "maija: the menu"


def test_a_failing_handler_that_recovers(room: Room) -> None:
    room.failing = [ValueError("once")]
    room.hear(Said, "onko pakko?")
    assert "maija: fi: onko pakko?" in room.sent()


def test_ctrl_c_loses_nothing(room: Room) -> None:
    room.failing = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        room.hear(Said, "onko pakko?")
    assert room.sent() == []
    assert room.core.work()
    assert "maija: fi: onko pakko?" in room.sent()


def test_a_kill_each_time_sets_the_event_aside(room: Room) -> None:
    room.core.receive(Said("e", MAIJA, "poison"))
    for _ in range(3):
        with room.store.claiming() as conn:
            assert inbox.claim(conn, room.clock())
        room.clock.push(61)
    assert room.core.work()
    assert not room.core.work()
    assert len(room.sent()) == 1


def test_forms_are_shown_at_once(room: Room) -> None:
    form = room.core.show(Pressed("1", MAIJA, "ask.named"))
    assert form
    assert form.action == "ask.named"
    assert room.core.show(Pressed("2", MAIJA, "long.gone")) is None
    assert not room.core.work()


def test_a_form_with_errors_is_asked_again_and_nothing_kept(room: Room) -> None:
    form = room.core.submit(Submitted("1", MAIJA, "ask.named", {"name": ""}))
    assert form
    assert form.errors == {"name": "needed"}
    assert not room.core.work()
    assert room.core.submit(Submitted("2", MAIJA, "ask.named", {"name": "040 555 0112"})) is None
    assert room.maija().name == ""
    assert room.core.work()
    assert "maija: saved ▮▮▮" in room.sent()
    assert room.maija().name == "▮▮▮"


def test_the_reader_chooses_the_language(room: Room) -> None:
    room.hear(Said, "menu")
    with room.store.writing() as conn:
        people.update(conn, room.maija().id, language=Language.SV)
    room.sent()
    room.hear(Said, "måste man?")
    assert "maija: sv: måste man?" in room.sent()


CHANNEL = Address("console", "here", "maija", "general", thread="1", place=Place.CHANNEL)


def places(room: Room) -> list[tuple[str, str]]:
    """(conversation, words) of what is sent now."""
    with room.store.claiming() as conn:
        found = []
        while claimed := claims.claim(conn, room.clock(), {"console": outcomes.Rules()}):
            for item in claimed:
                found.append((item.address.conversation, " ".join(lines(item.card))))
                claims.finish(conn, item, Sent("r"), room.clock())
    return sorted(found)


def test_whose_welcome_waited_when_sparri_left_their_workspace_is_welcomed_when_it_is_back(room: Room) -> None:
    room.hear(Said, "menu")
    with room.store.claiming() as conn:
        outbox.left(conn, MAIJA.platform, MAIJA.workspace, "not installed")
    assert room.sent() == [] and not room.maija().welcomed
    room.hear(Said, "menu")
    assert room.sent() == ["maija: I am a program", "maija: the menu"]


def test_words_in_a_channel_are_answered_there_and_the_welcome_is_private(room: Room) -> None:
    room.hear(Said, "menu", at=CHANNEL)
    introduced = "Hei, olen Sparri. Olen ohjelma (tekoäly), en ihminen."
    assert places(room) == [("", "I am a program"), ("general", f"{introduced} the menu")]
    assert room.maija().address.conversation == "", "a channel is nobody's own"
    room.hear(Said, "menu", at=CHANNEL)
    assert places(room) == [("general", "the menu")], "the second time they know"


def test_a_press_in_a_channel_is_answered_in_private(room: Room) -> None:
    room.hear(Said, "menu")
    places(room)
    room.hear(Pressed, "long.gone", "", "m1", at=CHANNEL)
    ((conversation, _words),) = places(room)
    assert conversation == "maija"


def test_a_private_conversation_is_kept_when_it_is_heard_of(room: Room) -> None:
    room.hear(Said, "menu", at=CHANNEL)
    assert room.maija().address.conversation == ""
    room.hear(Said, "menu")
    assert room.maija().address.conversation == "maija"


def test_whoever_could_not_be_checked_waits_until_the_platform_tells(room: Room) -> None:
    told = [Profile(), Profile(), Profile(is_member=True)]
    room.core = replace(room.core, profile=lambda _at: told.pop(0) if told else Profile())
    room.core.receive(Said("first", MAIJA, "onko pakko?", is_unsure=True))
    room.core.receive(Said("second", MAIJA, "menu"))
    for _time in range(2):
        assert room.core.work() and not room.core.work(), "what follows in the conversation waits with it"
        assert room.sent() == [] and room.maija() is None
        room.clock.push(29)
        assert not room.core.work()
        with room.store.reading() as conn:
            assert inbox.oldest(conn, room.clock()) is None, "nobody need look after what waits for the platform"
        room.clock.push(1)
    while room.core.work():
        pass
    shown = [one for one in room.sent() if one.startswith("maija")]
    assert shown == ["maija: I am a program", "maija: fi: onko pakko?", "maija: saved Maija", "maija: the menu"]


def test_whoever_turns_out_to_be_from_elsewhere_is_refused_and_their_words_go(room: Room) -> None:
    room.core = replace(room.core, profile=lambda _at: Profile(language=Language.EN, is_member=False))
    for words in ("salaisuus", "toinen salaisuus"):
        room.core.receive(Said(words, MAIJA, words, is_unsure=True))
    while room.core.work():
        pass
    (told,) = room.sent()
    assert "Sparri is not open to your organisation here" in told and room.maija() is None
    with room.store.reading() as conn:
        assert conn.execute(select(inbox.inbox.c.state, inbox.inbox.c.payload)).all() == [("done", None)] * 2


def test_whom_a_platform_never_tells_of_hears_so_after_two_hours(room: Room) -> None:
    room.core.receive(Said("first", MAIJA, "onko pakko?", is_unsure=True))
    room.core.receive(Said("second", MAIJA, "menu"))
    start, told = room.clock(), []
    while not told:
        while room.core.work():
            pass
        told = room.sent()
        room.clock.push(60)
    assert timedelta(hours=2) <= room.clock() - start <= timedelta(hours=2, minutes=2)
    assert "En näe, työskenteletkö täällä" in told[0] and told[-1] == "maija: the menu"
    with room.store.reading() as conn:
        assert conn.execute(select(inbox.inbox.c.state, inbox.inbox.c.payload)).all() == [("done", None)] * 2


def test_what_no_role_gives_is_refused_and_noted(room: Room) -> None:
    del room.core.rights["ask.told"]  # type: ignore[attr-defined]
    room.hear(Said, "menu")
    room.sent()
    room.hear(Pressed, "ask.told", "E41")
    (told,) = room.sent()
    assert "rooli" in told
    with room.store.reading() as conn:
        assert [entry.action for entry in audit.of_person(conn, "P1")] == ["refused"]
    assert room.core.show(Pressed("x", MAIJA, "ask.nothing")) is None


def test_somebody_from_elsewhere_is_told_once_a_day_and_nothing_is_kept(room: Room) -> None:
    for _ in range(3):
        room.core.refuse(MAIJA, Language.EN)
    assert len(room.sent()) == 1
    assert not room.core.work()
    with room.store.reading() as conn:
        assert people.all(conn) == []


def test_admins_of_the_settings_are_admins_from_their_first_message(store: Store, clock: Clock) -> None:
    room = Room(store, clock)
    by_mail = Profile(name="Kaisa", language=Language.SV, zone="Europe/Stockholm", email="Kaisa@Example.fi")
    room.core = replace(
        room.core,
        admins=frozenset({"kaisa@example.fi", "console:here:erik"}),
        profile=lambda at: by_mail if at == MAIJA else Profile(),
    )
    room.hear(Said, "menu")
    room.hear(Said, "menu", at=ERIK)
    room.hear(Said, "menu", at=Address("console", "here", "anna", "anna"))
    with store.reading() as conn:
        kaisa, erik, anna = people.all(conn)
    assert (kaisa.name, kaisa.language, kaisa.zone) == ("Kaisa", Language.SV, "Europe/Stockholm")
    assert kaisa.is_a(Role.ADMIN)
    assert erik.is_a(Role.ADMIN)
    assert not anna.is_a(Role.ADMIN)


def test_whoever_is_invited_after_they_wrote_is_found_by_the_next_thing_they_say(store: Store, clock: Clock) -> None:
    room, asked = Room(store, clock), []

    def profile(at: Address) -> Profile:
        asked.append(at.user)
        return Profile(name=at.user, email=f"{at.user}@example.fi")

    room.core = replace(room.core, profile=profile)
    for _ in range(3):
        room.hear(Said, "menu")
    assert asked == ["maija"]
    with store.writing() as conn:
        invited = people.add(conn, people.invitation("maija@example.fi"), Language.FI)
        people.give(conn, invited.id, Role.EXPERT)
        people.add(conn, people.invitation("pia@example.fi"), Language.FI)
    for _ in range(3):
        room.hear(Said, "menu")
        room.hear(Said, "menu", at=ERIK)
    assert asked == ["maija", "maija", "erik"], "once for each that somebody was invited, though one has not come"
    with store.reading() as conn:
        maija, erik = (people.find_by_address(conn, at) for at in (MAIJA, ERIK))
        assert maija and maija.id == "P1" and maija.is_a(Role.EXPERT)
        assert erik and not erik.is_a(Role.EXPERT)
        assert people.get(conn, invited.id) is None


def test_a_first_admin_who_was_named_wrongly_may_be_named_later(store: Store, clock: Clock) -> None:
    room = Room(store, clock)
    room.core = replace(
        room.core, admins=frozenset({"kasia@example.fi"}), profile=lambda at: Profile(email=f"{at.user}@example.fi")
    )
    room.hear(Said, "menu")
    room.core = replace(room.core, admins=frozenset({"maija@example.fi", "erik@example.fi"}))
    room.hear(Said, "menu")
    room.hear(Said, "menu", at=ERIK)
    with store.reading() as conn:
        assert [person.is_a(Role.ADMIN) for person in people.all(conn)] == [True, True]
        assert people.has_admin(conn)


def test_two_workers_welcome_somebody_once(store: Store, clock: Clock) -> None:
    """What they wrote in a channel and in private is worked on at the same time."""
    room = Room(store, clock)
    ask, times = Skill("ask"), iter((1, 2, 3))

    @ask.pressed("asked")
    def asked(turn: Turn, text: str) -> Effects:
        if next(times) == 1:
            with store.writing() as conn:  # the other worker is done before this one writes
                people.update(conn, turn.person.id, welcomed=True)
        yield Reply(card(text))

    room.core = Core(store, Skills((room.home(), ask)), room.open, clock, rights=dict(RIGHTS))
    room.hear(Said, "hei")
    assert room.sent() == ["maija: hei"]
