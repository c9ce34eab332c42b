"""A meeting as a calendar file (iCalendar, RFC 5545 and 5546): published, published anew when it changes, and cancelled."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event, vCalAddress

MEDIA_TYPE = "text/calendar"
_NOBODY = "invalid:nomail"
"""The standard wants an organiser, and Sparri has no mailbox: programs for calendars know this address as that of nobody."""


@dataclass(frozen=True)
class Meeting:
    """What stands in a calendar. By `uid` a calendar knows it again; of two files the one with the higher `revision` counts.
    `location` is a place or an address on the web; moments are aware."""

    uid: str
    revision: int
    title: str
    about: str
    location: str
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool = False


def written(meeting: Meeting, made_at: datetime) -> bytes:
    """The file. It names nobody; its times are in UTC, so that each calendar shows its own."""
    calendar = _calendar()
    calendar.add("method", "CANCEL" if meeting.is_cancelled else "PUBLISH")
    calendar.add_component(_event(meeting, made_at))
    content: bytes = calendar.to_ical()
    return content


def feed(meetings: Iterable[Meeting], called: str, made_at: datetime) -> bytes:
    """Many of them in one file that calendar programs come for again and again; `called` is what it is called there."""
    calendar = _calendar()
    calendar.add("x-wr-calname", called)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for meeting in meetings:
        calendar.add_component(_event(meeting, made_at))
    content: bytes = calendar.to_ical()
    return content


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Sparri//Sparri//EN")
    calendar.add("version", "2.0")
    return calendar


def _event(meeting: Meeting, made_at: datetime) -> Event:
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.revision)
    event.add("dtstamp", made_at.astimezone(UTC))
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("dtend", meeting.ends_at.astimezone(UTC))
    event.add("summary", meeting.title)
    event.add("location", meeting.location)
    if is_link(meeting.location):
        event.add("url", meeting.location)
    if meeting.about:
        event.add("description", meeting.about)
    event.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    event.add("organizer", vCalAddress(_NOBODY, params={"CN": "Sparri"}))
    return event


def is_broken_link(location: str) -> bool:
    """Whether something is meant as an address on the web and is none; one in which something was masked is none either."""
    looks = "://" in location or location.casefold().startswith(("www.", "http:", "https:"))
    return looks and not (is_link(location) and " " not in location and "▮" not in location)


def is_link(location: str) -> bool:
    """Whether a place is an address on the web."""
    try:
        parts = urlsplit(location)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
