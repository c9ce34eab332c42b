"""A question on its way to an expert and back: who may do what when, what the clock does, and what nobody may find out."""

import re
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any, cast

import pytest
from sqlalchemy import select

from bot.core import Core
from bot.forms import Choice
from bot.people import Address, Language, Role
from bot.skills import SKILLS
from bot.skills.escalation import handling, inbox_screens, offering
from bot.skills.escalation.examples import example
from bot.skills.escalation.records import escalations, offers, sealed
from bot.skills.escalation.records.tables import escalation
from bot.store import Store, experts, metadata, people
from bot.texts import texts
from bot.turns import Pressed, Submitted, Tick, Turn
from knowledge.library import Library
from tests.databases import Clock
from tests.talk import Chat

TOPIC = "avtal i innovationspartnerskap"
QUESTION = "Voiko innovaatiokumppanuuden keskeyttää, jos prototyyppi epäonnistuu?"
STATES = ("open", "taken", "answered", "shared", "withdrawn")


@pytest.fixture
def asked(chat: Chat) -> Chat:
    """Maija has asked, and it lies in Erik's digest of this Tuesday."""
    chat.knows("erik", "sv", TOPIC)
    ask(chat)
    chat.wait(days=1)
    return chat


def ask(chat: Chat, who: str = "maija", text: str = QUESTION, **values: str) -> str:
    """Somebody asks an expert; what they see then."""
    chat.joins(who, "fi") if who not in chat.console.seats else None
    chat.say(who, f"asiantuntija {text}")
    return chat.fill(who, "Kirjoita asiantuntijalle", **values)


def found(chat: Chat, escalation_id: str = "E1") -> escalations.Escalation:
    with chat.app.store.reading() as conn:
        there = escalations.get(conn, escalation_id)
    assert there
    return there


def slowly(chat: Chat, **span: float) -> None:
    """Time passes as it does where Sparri runs all the while: half an hour at a time."""
    left, step = timedelta(**span), timedelta(minutes=30)
    while left > timedelta(0):
        chat.wait(seconds=min(left, step).total_seconds())
        left -= step


def answer(chat: Chat, who: str = "erik", text: str = "Ja, om det står i avtalet.") -> None:
    chat.fill(who, "Svara", text=text, sources="Upphandlingslagen")
    chat.press(who, "Skicka svaret")


def set_state(chat: Chat, state: str, **fields: object) -> None:
    with chat.app.store.writing() as conn:
        conn.execute(escalation.update().values(state=state, **fields))


# what the clock does


def test_a_normal_question_waits_for_the_morning_and_comes_once(chat: Chat) -> None:
    chat.knows("erik", "sv", TOPIC)
    ask(chat)
    assert chat.sees("erik") == ""
    chat.wait(hours=23)  # 8.00 on Tuesday
    assert chat.sees("erik") == ""
    chat.wait(minutes=30)
    assert chat.sees("erik").count("E1 (på finska") == 1
    chat.wait(minutes=30)
    assert chat.sees("erik").count("E1 (på finska") == 1


def test_an_urgent_one_goes_to_three_at_once(chat: Chat) -> None:
    for who in ("erik", "liisa", "otto", "siri"):
        chat.knows(who, "sv", TOPIC)
    ask(chat, urgency="2")
    got = [who for who in ("erik", "liisa", "otto", "siri") if "brådskande" in chat.sees(who)]
    assert len(got) == 3


def test_an_urgent_one_at_night_waits_until_they_begin(chat: Chat) -> None:
    chat.knows("erik", "sv", TOPIC)
    chat.wait(hours=14)  # 23.00
    ask(chat, urgency="2")
    assert chat.sees("erik") == ""
    chat.wait(hours=9)
    assert "brådskande" in chat.sees("erik")


def test_untaken_it_goes_to_the_next_then_to_the_coordinator(asked: Chat) -> None:
    asked.knows("liisa", "sv", TOPIC)
    asked.coordinates("kaisa")
    slowly(asked, hours=23, minutes=45)  # Wednesday, 8.45
    assert "E1 (på finska" in asked.sees("liisa")
    assert asked.sees("kaisa") == ""
    slowly(asked, days=1)
    assert "1 kysymys on ilman asiantuntijaa" in asked.sees("kaisa")
    slowly(asked, days=7)
    assert asked.sees("kaisa").count("1 kysymys on ilman asiantuntijaa") == 1


def test_weekends_and_holidays_do_not_count(chat: Chat) -> None:
    """Asked on Friday 4 December 2026; Sunday is Independence Day."""
    chat.wait(days=11)
    chat.knows("erik", "sv", TOPIC)
    chat.knows("liisa", "sv", TOPIC)
    ask(chat)
    first, second = ("erik", "liisa") if "erik" in _offered(chat) else ("liisa", "erik")
    chat.wait(days=2, hours=23)  # Monday, 8.00
    assert chat.sees(first) == ""
    chat.wait(minutes=45)
    assert "E1" in chat.sees(first) and chat.sees(second) == ""
    slowly(chat, days=1)
    assert "E1" in chat.sees(second)


def test_an_owner_is_asked_after_five_working_days(asked: Chat) -> None:
    asked.press("erik", "Ta hand om")
    slowly(asked, days=6, hours=20)
    assert "Du har haft hand om E1 i 5 arbetsdagar" not in asked.sees("erik")
    slowly(asked, hours=5)
    assert "Du har haft hand om E1 i 5 arbetsdagar" in asked.sees("erik")
    assert found(asked).is_late


def test_a_change_of_figures_leaves_running_ones_alone(asked: Chat) -> None:
    from bot.skills.escalation.records import policy

    with asked.app.store.writing() as conn:
        policy.set_figure(conn, "owner_days", 1)
    asked.press("erik", "Ta hand om")
    asked.wait(days=2)
    assert not found(asked).is_late
    assert found(asked).owner_days == 5


# who may do what


def test_of_a_hundred_who_take_it_at_once_one_has_it(store: Store, clock: Clock, library: Library) -> None:
    core = Core(store, SKILLS, lambda: library, clock)
    asker, *others = [Address("console", "", name, name) for name in ("maija", *(f"x{n}" for n in range(100)))]
    with store.writing() as conn:
        ids = [people.add(conn, at, Language.SV).id for at in (asker, *others)]
        for person in ids:
            people.welcomed(conn, person)
        for person in ids[1:]:
            people.give(conn, person, Role.EXPERT)
            experts.keep(conn, experts.Expert(person, topics=(experts.Topic(TOPIC, "sv"),)))
    core.receive(Submitted("ask", asker, "escalation.ask", {"question": QUESTION, "urgency": "urgent", "options": ""}))
    while core.work():
        pass
    with store.writing() as conn:
        from bot.skills.escalation.records import offers

        one = escalations.get(conn, "E1")
        assert one
        for person in ids[1:]:
            offers.propose(conn, one, person, "", 0, clock())
    for at in others:
        core.receive(Pressed(f"take {at.user}", at, "escalation.take", "E1"))

    def work() -> None:
        while core.work():
            pass

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with store.reading() as conn:
        taken = escalations.get(conn, "E1")
        assert taken and taken.state == "taken" and taken.owner in ids[1:]
        from bot.delivery.inbox import inbox
        from bot.delivery.outbox import outbox

        assert conn.execute(select(inbox.c.key).where(inbox.c.state != "done")).all() == []
        told = conn.execute(select(outbox.c.payload).where(outbox.c.lane.contains(":@x"))).scalars().all()
    assert sum("har redan tagit hand om" in (payload or "") for payload in told) == 99


def test_many_who_ask_at_once_all_have_their_experts(store: Store, clock: Clock, library: Library) -> None:
    """They read whom the others are given: on PostgreSQL most of them lose a race or two, and none is given up."""
    core = Core(store, SKILLS, lambda: library, clock)
    askers, known = (
        [Address("console", "", f"a{n}", f"a{n}") for n in range(24)],
        [Address("console", "", f"x{n}", f"x{n}") for n in range(10)],
    )
    with store.writing() as conn:
        for at in (*askers, *known):
            person = people.add(conn, at, Language.SV).id
            people.welcomed(conn, person)
            if at in known:
                people.give(conn, person, Role.EXPERT)
                experts.keep(conn, experts.Expert(person, cap=50, topics=(experts.Topic(TOPIC, "sv"),)))
    values = {"question": QUESTION, "urgency": "urgent", "options": ""}
    for at in askers:
        core.receive(Submitted(f"ask {at.user}", at, "escalation.ask", values))

    def work() -> None:
        while core.work():
            pass

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with store.reading() as conn:
        from bot.delivery.inbox import inbox

        assert len(escalations.in_state(conn, "open")) == len(askers)
        assert set(conn.execute(select(inbox.c.attempts)).scalars()) == {1}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    "action",
    "take release open draft send keep withdraw reopen more thank solve state idle inbox helps helped mine".split(),
)
def test_whoever_has_nothing_to_do_with_it_changes_nothing(asked: Chat, state: str, action: str) -> None:
    asked.knows("vera", "sv", "byggande")
    set_state(asked, state, owner=int(asked.person("erik").id[1:]), answer="Svar" if state in STATES[2:4] else "")
    before = _rows(asked)
    for who in ("vera", "anna"):
        press(asked, who, f"escalation.{action}", "E1")
        seen = asked.sees(who)
        assert seen and "Voiko innovaatiokumppanuuden" not in seen and "Svar" not in seen
    assert _rows(asked) == before


@pytest.mark.parametrize("state", STATES)
def test_a_button_that_is_out_of_date_answers_kindly(asked: Chat, state: str) -> None:
    for who, actions in (("erik", "take release draft send keep"), ("maija", "withdraw reopen more thank solve state")):
        for action in actions.split():
            set_state(asked, state, owner=None, answer="", is_solved=False)
            before = found(asked)
            press(asked, who, f"escalation.{action}", "E1")
            assert asked.sees(who), f"{action} in {state}"
            after = found(asked)
            assert "N1" not in asked.sees(who)
            assert after.state == before.state or (action, state) in {
                ("take", "open"), ("withdraw", "open"), ("withdraw", "taken"),
                ("reopen", "withdrawn"), ("reopen", "answered"), ("reopen", "shared"),
            }, f"{action} in {state} makes {after.state}"  # fmt: skip


def test_a_demoted_expert_may_no_longer_press(asked: Chat) -> None:
    with asked.app.store.writing() as conn:
        people.take(conn, asked.person("erik").id, Role.EXPERT)
    asked.press("erik", "Ta hand om")
    assert found(asked).state == "open"


def test_what_is_given_back_has_its_time_again(asked: Chat) -> None:
    """Its first steps come while Erik has it, and are past for good."""
    asked.coordinates("kaisa")
    asked.press("erik", "Ta hand om")
    slowly(asked, days=2)
    asked.knows("liisa", "sv", TOPIC)
    asked.knows("otto", "sv", TOPIC)
    press(asked, "erik", "escalation.release", "E1")
    slowly(asked, days=1)
    first, second = ("liisa", "otto") if "E1" in asked.sees("liisa") else ("otto", "liisa")
    assert "E1" in asked.sees(first) and "E1" not in asked.sees(second)
    slowly(asked, days=4)
    assert "E1" in asked.sees(second)
    slowly(asked, days=2)
    assert "1 kysymys on ilman asiantuntijaa" in asked.sees("kaisa")


def test_a_coordinator_frees_what_its_owner_does_not_answer(asked: Chat) -> None:
    asked.coordinates("kaisa")
    asked.knows("liisa", "sv", TOPIC)
    asked.press("erik", "Ta hand om")
    with asked.app.store.writing() as conn:
        people.take(conn, asked.person("erik").id, Role.EXPERT)
    press(asked, "kaisa", "escalation.open", "E1")
    assert "Siirrä toiselle" not in asked.can_press("kaisa"), "its time is not past"
    set_state(asked, "taken", is_late=True)
    asked.say("kaisa", "desk")
    asked.press("kaisa", "Avaa E1")
    asked.fill("kaisa", "Siirrä toiselle", to="1")
    assert (found(asked).state, found(asked).owner, found(asked).is_late) == ("open", "", False)
    assert _offered(asked) == {"erik", "liisa"}


def test_who_asked_is_not_asked_even_by_name_and_nobody_sees_why(asked: Chat) -> None:
    asked.joins("maija", "fi", Role.EXPERT)
    asked.knows("liisa", "sv", TOPIC)
    seen = asked.fill("erik", "Skicka vidare", to="2")  # Liisa is the first
    assert "Maija" in seen and found(asked).state == "open"
    assert _offered(asked) == {"erik", "liisa"}
    press(asked, "maija", "escalation.take", "E1")
    assert found(asked).state == "open"


def test_who_is_only_invited_is_passed_nothing(asked: Chat) -> None:
    asked.knows("liisa", "sv", TOPIC)
    with asked.app.store.writing() as conn:
        people.update(conn, asked.person("liisa").id, welcomed=False)
    asked.fill("erik", "Skicka vidare", topic=TOPIC)
    assert _offered(asked) == {"erik"}
    assert asked.sees("liisa") == ""


def test_one_declines_once(asked: Chat) -> None:
    for who in ("liisa", "otto"):
        asked.knows(who, "sv", TOPIC)
    for n in range(3):
        event = Submitted(f"d{n}", asked.person("erik").address, "escalation.decline", {"reason": "time"}, "E1")
        asked.app.core.receive(event)
        asked.app.settle()
    assert len(_offered(asked)) == 2


class Meanwhile:
    """A library before which something happens when a question is encoded: between looking and writing."""

    def __init__(self, library: Library, happens: Callable[[], None]) -> None:
        self.library, self.happens = library, happens

    def __getattr__(self, name: str) -> Any:
        self.happens()
        return getattr(self.library, name)


@pytest.mark.parametrize("what", ["decline", "pass", "step"])
def test_what_is_taken_meanwhile_goes_to_nobody_else(asked: Chat, what: str) -> None:
    for who in ("liisa", "otto"):
        asked.knows(who, "sv", TOPIC)
    erik, liisa = asked.person("erik"), int(asked.person("liisa").id[1:])
    library = cast(
        Library,
        Meanwhile(asked.app.core.library(), lambda: set_state(asked, "taken", owner=liisa, taken_at=asked.clock.at)),
    )
    with asked.app.store.session() as session:
        turn = Turn(erik, erik.address, asked.clock.at, texts(erik.language), session, library, dict)
        match what:
            case "decline":
                list(handling.declined(turn, {"reason": "time"}, "E1"))
            case "pass":
                list(handling.passed(turn, {"topic": TOPIC}, "E1"))
            case "step":
                tick = Tick(asked.clock.at, turn.today, session, library, dict)
                since = round(found(asked).freed_at.timestamp())
                list(offering.step(tick, f"E1 1 next {since}"))
    assert found(asked).state == "taken" and _offered(asked) == {"erik"}


def test_an_expert_who_leaves_gives_back_what_they_had(asked: Chat) -> None:
    asked.press("erik", "Ta hand om")
    asked.say("erik", "radera mig")
    asked.press("erik", asked.can_press("erik")[0])
    assert found(asked).state == "open" and found(asked).owner == ""


def test_what_an_expert_who_leaves_had_is_in_the_coordinators_next_digest_and_on_their_desk(asked: Chat) -> None:
    asked.coordinates("kaisa")
    asked.coordinates("erik", "sv")
    press(asked, "erik", "escalation.take", "E1")
    asked.say("erik", "radera mig")
    asked.terminal.seen["kaisa"] = []
    asked.press("erik", asked.can_press("erik")[0])
    assert asked.sees("kaisa") == "", "a digest is the one message a day that nobody asked for"
    asked.wait(days=1)
    assert "1 kysymys on ilman asiantuntijaa" in asked.sees("kaisa")
    assert QUESTION[:20] in asked.press("kaisa", "Ilman asiantuntijaa")
    assert "E1" in asked.say("kaisa", "tilannekuva")
    asked.terminal.seen["kaisa"] = []
    asked.wait(days=1)
    assert asked.sees("kaisa") == "", "it was told of once"


def test_an_asker_who_leaves_takes_their_question_along(asked: Chat) -> None:
    asked.say("maija", "poista minut")
    asked.press("maija", asked.can_press("maija")[0])
    with asked.app.store.reading() as conn:
        assert escalations.get(conn, "E1") is None
    assert "finns inte längre" in asked.press("erik", "Ta hand om")


def test_with_no_expert_at_all_the_coordinator_hears_of_it(chat: Chat) -> None:
    chat.coordinates("kaisa")
    assert "koordinaattori etsii jonkun" in ask(chat)
    chat.wait(days=1)
    assert "1 kysymys on ilman asiantuntijaa" in chat.sees("kaisa")
    assert QUESTION[:20] in chat.press("kaisa", "Ilman asiantuntijaa")


# handling


def test_it_can_be_declined_put_off_passed_on_and_released(asked: Chat) -> None:
    asked.knows("liisa", "sv", TOPIC)
    asked.fill("erik", "Senare", day="2026-11-26")
    asked.wait(days=1, hours=23, minutes=45)
    assert "E1" in asked.sees("erik"), "put off until Thursday"
    asked.press("erik", "Ta hand om")
    assert "Liisa" in asked.fill("erik", "Skicka vidare", to="1").title()
    assert found(asked).state == "open"
    asked.wait(days=1)
    asked.press("liisa", "Inkorg") if "Inkorg" in asked.can_press("liisa") else None
    press(asked, "liisa", "escalation.take", "E1")
    assert found(asked).owner == asked.person("liisa").id
    press(asked, "liisa", "escalation.release", "E1")
    assert found(asked).state == "open" and found(asked).owner == ""


def test_what_nobody_is_left_for_is_a_coordinators_though_its_clock_has_run_out(asked: Chat) -> None:
    asked.coordinates("kaisa")
    asked.knows("liisa", "sv", TOPIC)
    slowly(asked, days=3)
    asked.press("erik", "Ta hand om")
    asked.terminal.seen["kaisa"] = []
    assert "koordinator" in asked.press("erik", "Lämna ifrån mig")
    asked.wait(days=3)  # over the weekend
    assert "1 kysymys on ilman asiantuntijaa" in asked.sees("kaisa")


def test_a_draft_survives_whatever_happens_meanwhile(asked: Chat) -> None:
    asked.press("erik", "Ta hand om")
    seen = asked.fill("erik", "Svara", text="Ett långt svar")
    assert "har inte skickats" in seen
    press(asked, "maija", "escalation.withdraw", "E1")
    press(asked, "erik", "escalation.send", "E1")
    assert "Det du skrev finns kvar" in asked.sees("erik")
    press(asked, "maija", "escalation.reopen", "E1")
    press(asked, "erik", "escalation.take", "E1")
    assert found(asked).state == "open", "it was offered to him in an earlier round"
    with asked.app.store.writing() as conn:
        offers.propose(conn, found(asked), asked.person("erik").id, "", 0, asked.clock.at)
    press(asked, "erik", "escalation.take", "E1")
    press(asked, "erik", "escalation.open", "E1")
    assert "Fortsätt med svaret" in asked.can_press("erik")


@pytest.mark.parametrize("length", [3_001, 12_000, 13_000])
def test_a_long_answer_comes_as_a_message_and_is_read_page_by_page(asked: Chat, length: int) -> None:
    asked.press("erik", "Ta hand om")
    words = "".join(f"ord{n} " for n in range(length // 6))[:length]
    asked.say("erik", words)
    asked.press("erik", "Mitt svar på E1")
    asked.press("erik", "Skicka svaret")
    read = asked.sees("maija")
    while "Lue lisää" in asked.can_press("maija"):
        read += asked.press("maija", "Lue lisää")
    wanted = words[:12_000].split()[:-1]
    missing = [word for word in wanted if word not in read.split()]
    assert not missing


@pytest.mark.parametrize("unit", ["å", "&", "😀"])
def test_the_longest_names_and_questions_fit(unit: str) -> None:
    _, one = texts(Language.FI), example(text=unit * 2_000, organisation=unit * 120, is_urgent=True)
    new, mine = ([replace(one, id=f"E{n + at}", is_late=n < 9) for n in range(30)] for at in (0, 100))
    assert inbox_screens.inbox(_, tuple(new), tuple(mine), frozenset(e.id for e in mine[20:]), "Europe/Helsinki")


def test_a_colleague_with_the_longest_name_can_be_chosen(asked: Chat) -> None:
    asked.knows("liisa", "sv", TOPIC)
    with asked.app.store.writing() as conn:
        people.update(conn, asked.person("liisa").id, name="&" * 80)
    asked.fill("erik", "Skicka vidare", to="1")
    assert _offered(asked) == {"erik", "liisa"}


def test_of_more_experts_than_can_be_listed_everybody_can_be_named(asked: Chat) -> None:
    with asked.app.store.writing() as conn:
        names = [f"Aino {n}" for n in range(120)] + ["Öhman, Örn", "Öhman, Örn Olof", "Östen"]
        for n, name in enumerate(names):
            one = people.add(conn, Address("console", "here", f"x{n}", f"x{n}"), Language.SV, name=name).id
            people.give(conn, one, Role.EXPERT)
            people.update(conn, one, welcomed=True)

    def passes(**told: str) -> list[str]:
        event = Submitted(f"pass {next(NUMBERS)}", asked.person("erik").address, "escalation.pass", told, "E1")
        form = asked.app.core.submit(event)
        asked.app.settle()
        fields = form.fields if form else ()
        listed = [label for field in fields if isinstance(field, Choice) for _, label in field.options]
        return [*(form.errors if form else ()), *listed]

    asked.press("erik", "Skicka vidare")
    assert "123 experter kan nås: skriv ett namn" in asked.sees("erik")
    assert passes(name="Öhman") == ["to", "Öhman, Örn", "Öhman, Örn Olof"]
    assert passes(name="aino") == ["name"]
    assert passes(name="Nobody", topic=TOPIC) == ["name"]
    assert _offered(asked) == {"erik"}
    assert passes(name="  öhman,  ÖRN ") == []
    with asked.app.store.reading() as conn:
        ids = [one.person for one in offers.of(conn, found(asked))]
        assert [person.name for person in map(partial(people.get, conn), ids) if person] == ["Erik", "Öhman, Örn"]


HOSTILE = "<!channel> <@U123> [x](https://evil.example) <https://evil.example|bank> `code` *b* @everyone"


def test_markup_and_mentions_are_words(asked: Chat) -> None:
    asked.press("erik", "Ta hand om")
    answer(asked, text=HOSTILE)
    assert HOSTILE in asked.sees("maija")


# what nobody may find out


def test_no_row_that_others_reach_names_an_anonymous_asker(asked: Chat, caplog: pytest.LogCaptureFixture) -> None:
    asked.coordinates("kaisa")
    asked.press("erik", "Ta hand om")
    asked.fill("erik", "Fråga tillbaka", text="Vilken fas?")
    asked.say("maija", "toista vaihetta")
    asked.press("maija", "Vastaus: E1")
    answer(asked)
    asked.press("maija", "Kiitä")
    person = asked.person("maija")
    number = int(person.id[1:])
    reached = ("escalation", "offer", "said", "draft", "entry", "audit", "schedule", "policy")
    with asked.app.store.reading() as conn:
        for table in metadata.sorted_tables:
            for row in conn.execute(select(table)):
                values = dict(row._mapping)
                told = " ".join(str(value) for value in values.values()).casefold()
                if table.name in reached:
                    assert "maija" not in told, f"{table.name}: {values}"
                    named = {
                        column.name
                        for column in table.columns
                        for key in column.foreign_keys
                        if key.column.table.name == "person"
                    }
                    assert all(values[name] != number for name in named if name != "subject"), f"{table.name}: {values}"
                if table.name == "outbox" and "@maija" in values["lane"]:
                    assert not re.search(r"\be1\b", str(values["key"]).casefold()), values
                    assert values["payload"] is None
        assert sealed.is_asker(conn, 1, person.id)
    assert "maija" not in caplog.text.casefold()
    for who in ("erik", "kaisa"):
        assert "maija" not in "\n".join(asked.terminal.seen.get(who, [])).casefold()


def test_who_asked_is_forgotten_when_it_is_over(asked: Chat) -> None:
    asked.press("erik", "Ta hand om")
    answer(asked)
    asked.press("maija", "Ratkesi")
    asked.wait(days=31)
    with asked.app.store.reading() as conn:
        assert sealed.asker(conn, 1) is None
    assert "ei ole enää" in asked.press("maija", "Avaa uudelleen")


def test_ten_a_day_and_no_more(chat: Chat) -> None:
    for n in range(10):
        assert "on lähetetty" in ask(chat, text=f"{QUESTION} {n}")
    assert "oteta enempää" in ask(chat)


def test_who_is_only_invited_hides_nobody(chat: Chat) -> None:
    chat.joins("maija", "fi")
    for n in range(9):
        chat.joins(f"x{n}", "fi", welcomed=n < 3)
    with chat.app.store.writing() as conn:
        for person in people.all(conn):
            people.update(conn, person.id, organisation="Mallilan kaupunki", branch="municipality")
    ask(chat)
    assert (found(chat).organisation, found(chat).branch) == ("", "")


def test_few_who_share_both_hide_the_organisation(chat: Chat) -> None:
    chat.joins("maija", "fi")
    for n in range(9):
        chat.joins(f"x{n}", "fi")
    with chat.app.store.writing() as conn:
        maija, *others = people.all(conn)
        people.update(conn, maija.id, organisation="Mallila", branch="municipality")
        for n, person in enumerate(others):
            place = ("Mallila", "vm") if n < 5 else ("Otava", "municipality")
            people.update(conn, person.id, organisation=place[0], branch=place[1])
    ask(chat)
    assert (found(chat).organisation, found(chat).branch) == ("", "municipality")


@pytest.mark.parametrize(("same", "is_shown"), [(4, False), (5, True)])
def test_few_colleagues_hide_where_one_is_from(chat: Chat, same: int, is_shown: bool) -> None:
    chat.joins("maija", "fi")
    for n in range(same - 1):
        chat.joins(f"x{n}", "fi")
    with chat.app.store.writing() as conn:
        for person in people.all(conn):
            people.update(conn, person.id, organisation="Mallilan kaupunki", branch="municipality")
    ask(chat)
    assert (found(chat).organisation != "", found(chat).branch != "") == (is_shown, is_shown)


def _offered(chat: Chat) -> set[str]:
    from bot.skills.escalation.records.tables import offer

    with chat.app.store.reading() as conn:
        ids = {f"P{number}" for number in conn.execute(select(offer.c.person)).scalars()}
    return {who for who in chat.console.seats if chat.person(who).id in ids}


NUMBERS = count()


def press(chat: Chat, who: str, action: str, arg: str) -> None:
    """A press on a button that is not before them, as an old card's or a forged one's."""
    if who not in chat.console.seats:
        chat.joins(who, "sv")
    chat.terminal.seen[who] = []
    at = chat.person(who).address
    chat.app.core.receive(Pressed(f"press {next(NUMBERS)}", at, action, arg))
    chat.app.settle()


def _rows(chat: Chat) -> list[object]:
    with chat.app.store.reading() as conn:
        return [
            tuple(row)
            for name in ("escalation", "said", "draft", "sealed")
            for row in conn.execute(select(metadata.tables[name]))
        ]
