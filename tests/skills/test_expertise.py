"""What an expert says of themselves, when they are away, and when a whole organisation is not asked."""

from datetime import date, time

import pytest

from bot.people import Language, Reach, Role, Scope
from bot.skills.escalation import expertise_screens as screens
from bot.store import audit, experts, people
from bot.store.experts import Absence, Expert, Topic
from bot.texts import texts
from bot.turns import Pressed, Submitted
from tests.talk import Chat

MALLILA = Scope(Reach.ORGANISATION, "Mallilan kaupunki")


@pytest.fixture
def erik(chat: Chat) -> Chat:
    """Somebody with the role who has said nothing yet, and another who can stand in."""
    chat.joins("erik", "en", Role.EXPERT)
    chat.joins("aino", "fi", Role.EXPERT)
    return chat


def profile(chat: Chat, who: str = "erik") -> Expert | None:
    with chat.app.store.reading() as conn:
        return experts.get(conn, chat.person(who).id)


def submits(chat: Chat, action: str, **values: str) -> str:
    """A form as a platform might send it, whatever was asked; what is seen then."""
    chat.say("erik", "menu")
    chat.terminal.seen["erik"] = []
    address = chat.person("erik").address
    chat.app.core.submit(Submitted(f"{action}{values}", address, f"escalation.{action}", values))
    chat.app.settle()
    return chat.sees("erik")


def test_an_expert_says_what_they_know_and_when_they_work(erik: Chat) -> None:
    assert "no topic leads to you" in erik.say("erik", "expertise")
    seen = erik.fill(
        "erik",
        "Change",
        topics="framework agreements; dynamic purchasing;framework  agreements",
        languages="en, sv",
        branches="Municipality",
        starts="9",
        ends="15.30",
        days="1, 3",
        cap="2",
    )
    assert "– framework agreements\n– dynamic purchasing" in seen
    assert "Mon, Wed 09:00–15:30" in seen
    found = profile(erik)
    assert found
    assert [one.text for one in found.topics] == ["framework agreements", "dynamic purchasing"]
    assert (found.languages, found.branches, found.days) == (("sv", "en"), ("municipality",), {0, 2})
    assert (found.starts, found.ends, found.cap, found.takes_any) == (time(9), time(15, 30), 2, False)


def test_what_is_left_alone_stays_and_a_topic_stays_in_its_language(erik: Chat) -> None:
    kept = Expert(erik.person("erik").id, ("fi",), ("tem",), takes_any=True, topics=(Topic("ramavtal", "sv"),))
    with erik.app.store.writing() as conn:
        experts.keep(conn, kept)
    erik.say("erik", "my topics")
    erik.fill("erik", "Change", topics="ramavtal; catering")
    found = profile(erik)
    assert found
    assert [(one.text, one.language) for one in found.topics] == [("ramavtal", "sv"), ("catering", "en")]
    assert (found.languages, found.branches, found.takes_any) == (("fi",), ("tem",), True)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"topics": "\n".join(f"topic {n}" for n in range(13))}, "topics"),
        ({"topics": "x" * 151}, "topics"),
        ({"languages": "ru"}, "languages"),
        ({"languages": ""}, "languages"),
        ({"days": "7"}, "days"),
        ({"ends": "07:00"}, "ends"),
        ({"ends": "soon"}, "ends"),
        *(({"cap": text}, "cap") for text in ("0", "51", "-1", "many", "9" * 5_000)),
    ],
)
def test_what_makes_no_sense_is_asked_again(erik: Chat, values: dict[str, str], name: str) -> None:
    event = Submitted("e", erik.person("erik").address, "escalation.topics", values)
    form = erik.app.core.submit(event)
    assert form
    assert list(form.errors) == [name]
    erik.app.settle()
    assert profile(erik) is None


def test_an_absence_has_a_substitute_and_an_end(erik: Chat) -> None:
    erik.say("erik", "expertise")
    seen = erik.fill("erik", "Add an absence", since="2026-11-23", until="2026-11-27", substitute="aino")
    assert "23 Nov 2026–27 Nov 2026, Aino stands in" in seen
    aino = erik.person("aino").id
    erik.fill("erik", "Add an absence", since="2026-11-25", until="2026-12-01")
    with erik.app.store.writing() as conn:
        experts.keep(conn, Expert(erik.person("erik").id, ("en",)))
    found = profile(erik)
    assert found
    assert found.absences == (Absence(date(2026, 11, 25), date(2026, 12, 1)),)
    erik.wait(days=3)
    erik.say("erik", "expertise")
    assert "no absences" in erik.press("erik", "Back at work")
    assert "no absences" in erik.say("erik", "expertise")
    assert "Back at work" not in erik.can_press("erik")
    assert aino != erik.person("erik").id


@pytest.mark.parametrize("has_said", [True, False])
def test_an_absence_counts_before_anything_else_is_said(erik: Chat, has_said: bool) -> None:
    if has_said:
        erik.say("erik", "expertise")
        erik.fill("erik", "Change", topics="catering")
    submits(erik, "away", since="2026-12-01", until="2026-12-02")
    assert "1 Dec 2026–2 Dec 2026" in erik.say("erik", "expertise")


@pytest.mark.parametrize(
    ("since", "until"), [("2026-12-02", "2026-12-01"), ("2026-11-01", "2026-11-22"), ("2026-12-01", "2028-12-01")]
)
def test_days_that_make_no_sense_are_asked_again(erik: Chat, since: str, until: str) -> None:
    for action in ("away", "quiet"):
        erik.joins("erik", "en", Role.COORDINATOR)
        values = {"since": since, "until": until, "organisation": "Mallila"}
        form = erik.app.core.submit(Submitted(action, erik.person("erik").address, f"escalation.{action}", values))
        assert form
        assert list(form.errors) == ["until"]


def test_who_stands_in_is_an_expert_and_somebody_else(erik: Chat) -> None:
    erik.joins("maija", "fi")
    for who in ("maija", "erik"):
        submits(erik, "away", since="2026-12-01", until="2026-12-02", substitute=erik.person(who).id)
        with erik.app.store.reading() as conn:
            assert "stands in" not in erik.say("erik", "expertise")
            assert people.get(conn, erik.person(who).id)


def test_an_old_button_ends_no_other_absence(erik: Chat) -> None:
    submits(erik, "away", since="2026-12-01", until="2026-12-02")
    for arg in ("", "2026-12-02", "x"):
        erik.console.bot.receive(Pressed(arg, erik.person("erik").address, "escalation.present", arg))
        erik.app.settle()
    assert "1 Dec 2026" in erik.say("erik", "expertise")


def test_a_quiet_period_is_for_an_organisation_in_ones_care(chat: Chat) -> None:
    chat.coordinates("kaisa", "en", MALLILA)
    assert "No quiet period is ahead." in chat.say("kaisa", "quiet periods")
    seen = chat.fill("kaisa", "Add a period", organisation="1", since="2027-07-01", until="2027-07-31")
    assert "Mallilan kaupunki: 1 Jul 2027–31 Jul 2027" in seen
    elsewhere = {"organisation": "Exempelby", "since": "2027-07-01", "until": "2027-07-31"}
    chat.app.core.submit(Submitted("e", chat.person("kaisa").address, "escalation.quiet", elsewhere))
    chat.app.settle()
    with chat.app.store.writing() as conn:
        assert experts.quiet_periods(conn) == {"mallilan kaupunki": [(date(2027, 7, 1), date(2027, 7, 31))]}
        experts.be_quiet(conn, "Exempelby", date(2027, 7, 1), date(2027, 7, 9))
    assert "Exempelby" not in chat.say("kaisa", "quiet periods")
    assert "Exempelby" not in chat.fill("kaisa", "Remove", period="1")
    with chat.app.store.reading() as conn:
        assert list(experts.quiet_periods(conn)) == ["exempelby"]
        told = [line.action for line in audit.of_person(conn, chat.person("kaisa").id)]
        assert [action for action in told if "quiet" in action] == ["quiet set", "quiet ended"]


def test_whoever_looks_after_all_names_any_organisation(chat: Chat) -> None:
    chat.coordinates("kaisa", "en")
    chat.say("kaisa", "quiet periods")
    chat.fill("kaisa", "Add a period", organisation="Exempelby, stad", since="2027-07-01", until="2027-07-31")
    assert "Exempelby, stad: 1 Jul 2027–31 Jul 2027" in chat.say("kaisa", "quiet periods")


def test_nobody_in_ones_care_means_nothing_to_add(chat: Chat) -> None:
    chat.joins("kaisa", "en", Role.COORDINATOR)
    assert "No organisation has been put in your care yet" in chat.say("kaisa", "quiet periods")
    assert chat.can_press("kaisa") == ["Menu"]


def test_an_organisation_with_a_long_name_or_a_comma_can_be_chosen() -> None:
    names = ("Exempelby, stad", "&" * 120)
    assert screens.quiet(texts(Language.EN), names, date(2027, 7, 1), date(2027, 7, 2))


def test_twelve_topics_of_any_characters_fit_the_card() -> None:
    for char in '&ö<"':
        said = Expert("P1", ("fi",), topics=tuple(Topic(f"{number}{char * 148}", "fi") for number in range(12)))
        assert screens.expertise(texts(Language.SV), said, {}, date(2026, 11, 23))
