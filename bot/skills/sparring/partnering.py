"""Sparring others: themes in one's own words, languages, hours, days off, and how often a month."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time

from bot.people import Language
from bot.skills.sparring import partnering_screens as screens
from bot.skills.sparring.reading import day
from bot.skills.sparring.records import partners
from bot.skills.sparring.skill import sparring
from bot.skills.sparring.words import LIMITS
from bot.store import Connection, experts, sessions
from bot.store.experts import TOPIC, TOPICS, Absence, Expert, Topic
from bot.texts import Texts
from bot.turns import Effects, Reply, Show, Turn
from bot.working import WORKING_DAYS
from knowledge.documents import clean

LONGEST = 366


@dataclass(frozen=True)
class Offer:
    """What somebody offers: a profile, how often a month, and days off that come on top."""

    profile: Expert
    cap: int
    away: Absence | None


@sparring.pressed("partnership")
def partnership(turn: Turn, _arg: str = "") -> Effects:
    """What one offers, or how to."""
    with turn.store.read() as conn:
        yield _card(turn, conn)


@sparring.form("partner")
def partner(turn: Turn, _arg: str = "") -> Effects:
    """Asks for all of it."""
    with turn.store.read() as conn:
        yield Show(screens.form(turn.texts, _told(conn, turn)))


@sparring.submitted("partner")
def offered(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """From now on they are suggested. What stands in the profile of an expert is the same for both."""
    _ = turn.texts
    with turn.store.read() as conn:
        known = experts.get(conn, turn.person.id) or Expert(turn.person.id)
    offer, errors = read(_, values, known, turn.person.language, turn.today)
    if offer is None:
        yield Show(screens.form(_, values, errors))
        return
    conn = turn.store.write()
    experts.keep(conn, offer.profile)
    if offer.away:
        experts.be_away(conn, turn.person.id, offer.away)
    partners.offer(conn, turn.person.id, offer.cap, turn.now)
    yield _card(turn, conn, _("It is saved. You are suggested to those whose theme is among yours."))


@sparring.pressed("stop")
def stop(turn: Turn, _arg: str = "") -> Effects:
    """They are suggested no more; what they have taken on stays."""
    _ = turn.texts
    conn = turn.store.write()
    is_gone = partners.stop(conn, turn.person.id)
    yield _card(turn, conn, _("You are not suggested any more. What you have taken on stays.") if is_gone else "")


def read(
    _: Texts, values: Mapping[str, str], known: Expert, language: Language, today: date
) -> tuple[Offer | None, dict[str, str]]:
    """What is offered, or what is wrong with it by field. Topics that are as they were keep the language they were put in."""
    errors: dict[str, str] = {}
    lines = list(dict.fromkeys(line for line in map(clean, values.get("topics", "").splitlines()) if line))
    if not lines:
        errors["topics"] = _("Please write something.")
    elif len(lines) > TOPICS or any(len(line) > TOPIC for line in lines):
        errors["topics"] = _("At most {n} topics with at most {limit} characters each.", n=TOPICS, limit=TOPIC)
    cap = values.get("cap", "")
    if not (cap.isascii() and cap.isdecimal() and int(cap) in partners.CAPS):
        errors["cap"] = _("A whole number from 1 to {limit}, please.", limit=partners.CAPS[-1])
    starts, ends = _clock(values.get("starts", "")), _clock(values.get("ends", ""))
    if starts is None or ends is None or ends <= starts:
        errors["ends"] = _("This is before the beginning.")
    away, wrong = _away(_, values, today)
    errors |= wrong
    days = frozenset(int(number) for number in values.get("days", "").split(",") if number in set("0123456"))
    spoken = tuple(code for code in values.get("languages", "").split(",") if code in list(Language))
    if errors or starts is None or ends is None:
        return None, errors
    before = {one.text: one for one in known.topics}
    topics = tuple(before.get(line) or Topic(line, language.value) for line in lines)
    profile = replace(
        known, topics=topics, languages=spoken or (language.value,), days=days or WORKING_DAYS, starts=starts, ends=ends
    )
    return Offer(profile, int(cap), away), {}


def _away(_: Texts, values: Mapping[str, str], today: date) -> tuple[Absence | None, dict[str, str]]:
    since, until = day(values.get("away_since", "")), day(values.get("away_until", ""))
    if since is None and until is None:
        return None, {}
    if since is None or until is None or until < since or until < today or (until - since).days > LONGEST:
        return None, {"away_until": _("This day is past, or before the first one.")}
    return Absence(since, until), {}


def _clock(said: str) -> time | None:
    try:
        found = time.fromisoformat(said)
    except ValueError:
        return None
    return found if found.tzinfo is None else None


def _told(conn: Connection, turn: Turn) -> dict[str, str]:
    known, cap = experts.get(conn, turn.person.id), partners.caps(conn).get(turn.person.id, partners.CAP)
    profile = known or Expert(turn.person.id, (turn.person.language.value,))
    return {
        "topics": "\n".join(one.text for one in profile.topics)[: LIMITS["topics"]],
        "languages": ",".join(profile.languages or (turn.person.language.value,)),
        "days": ",".join(map(str, sorted(profile.days))),
        "starts": f"{profile.starts:%H:%M}",
        "ends": f"{profile.ends:%H:%M}",
        "cap": str(cap),
    }


def _card(turn: Turn, conn: Connection, *said: str) -> Reply:
    profile, caps = experts.get(conn, turn.person.id), partners.caps(conn)
    load = partners.loads(conn, turn.today).get(turn.person.id, 0)
    mine = [
        found for found, member in sessions.of_person(conn, turn.person.id)
        if member.part is sessions.Part.PARTNER and found.status in ("proposed", "confirmed")
    ]  # fmt: skip
    offer = profile if turn.person.id in caps else None
    card = screens.card(turn.texts, offer, caps.get(turn.person.id, 0), load, mine, turn.today, *said)
    return Reply(card, alone=True)
