"""Calendar files, read back by the library and by a reader of plain lines."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.calendar_file import Meeting, is_link, written

STARTS = datetime(2026, 12, 1, 9, tzinfo=ZoneInfo("Europe/Helsinki"))
MEETING = Meeting(
    "u@sparri", 2, "Vuoropuhelu", "Miten?", "https://x.example/a?b=c,d", STARTS, STARTS + timedelta(hours=1)
)


def test_a_meeting_is_published_in_utc_with_its_link() -> None:
    (event,) = Calendar.from_ical(written(MEETING, STARTS)).walk("VEVENT")
    assert (event["uid"], event["sequence"], event["status"]) == ("u@sparri", 2, "CONFIRMED")
    assert event.decoded("dtstart") == datetime(2026, 12, 1, 7, tzinfo=UTC)
    assert event["url"] == MEETING.location
    lines = written(MEETING, STARTS).decode().split("\r\n")
    assert {"METHOD:PUBLISH", "DTSTART:20261201T070000Z", "DTEND:20261201T080000Z"} <= set(lines)


def test_a_place_is_no_address_and_what_is_cancelled_says_so() -> None:
    gone = Meeting("u@sparri", 3, "V", "", "Huone 3", STARTS, STARTS + timedelta(hours=1), is_cancelled=True)
    calendar = Calendar.from_ical(written(gone, STARTS))
    (event,) = calendar.walk("VEVENT")
    assert calendar["method"] == "CANCEL"
    assert (event["status"], event["location"], event.get("url")) == ("CANCELLED", "Huone 3", None)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_no_words_become_properties(words: str) -> None:
    """Whatever stands in a title, it is read as words again; only the library escapes."""
    hostile = f"{words}\nEND:VEVENT\nATTENDEE:mailto:a@b.example"
    meeting = Meeting("u", 0, hostile, hostile, "x", STARTS, STARTS + timedelta(hours=1))
    (event,) = Calendar.from_ical(written(meeting, STARTS)).walk("VEVENT")
    assert "attendee" not in event
    assert "END:VEVENT" in str(event["summary"])


def test_what_is_a_link() -> None:
    assert is_link("https://x.example")
    assert not any(map(is_link, ("Huone 3", "javascript:alert(1)", "https://", "http://[", "")))
