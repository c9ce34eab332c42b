"""What an expert is asked about, and when: their own profile, absences, and the quiet periods of organisations."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time

from bot.people import Branch, Language, Person, Reach, Role
from bot.scope import organisation_key
from bot.skills.escalation import expertise_screens as screens
from bot.skills.escalation import routing
from bot.skills.escalation.access import day
from bot.skills.escalation.skill import escalation
from bot.store import Connection, audit, experts, people
from bot.store.experts import CAPS, TOPIC, TOPICS, Absence, Expert, Topic
from bot.texts import N_, W_, Texts
from bot.turns import Effects, Reply, Show, Turn
from knowledge.documents import clean

LONGEST = 366
"""Days of an absence or a quiet period at most."""
ORGANISATION = 120


@escalation.command(W_("word", "expertise, my topics"), N_("what you are asked about as an expert, and when"))
@escalation.pressed("expertise")
def expertise(turn: Turn, _arg: str = "") -> Effects:
    """The expert's own card."""
    with turn.store.read() as conn:
        yield _card(turn, conn)


@escalation.form("topics")
def change(turn: Turn, _arg: str = "") -> Effects:
    """Asks for all of it but absences."""
    with turn.store.read() as conn:
        yield Show(screens.change(turn.texts, _told(_profile(turn, conn))))


@escalation.submitted("topics")
def changed(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """Keeps it; topics that are as they were stay in the language they were written in."""
    with turn.store.read() as conn:
        profile = _profile(turn, conn)
    told = {**_told(profile), **values}
    errors = _errors(turn.texts, told)
    if errors:
        yield Show(screens.change(turn.texts, told, errors))
        return
    topics = routing.with_vectors(turn.library, _topics(told["topics"], profile, turn.person.language))
    said = Expert(
        person=turn.person.id,
        languages=_chosen(told["languages"], Language),
        branches=_chosen(told["branches"], Branch),
        starts=time.fromisoformat(told["starts"]),
        ends=time.fromisoformat(told["ends"]),
        days=_days(told["days"]),
        cap=int(told["cap"]),
        takes_any="any" in told["any"].split(","),
        topics=topics,
    )
    conn = turn.store.write()
    experts.keep(conn, said)
    yield _card(turn, conn, is_new=True)


@escalation.form("away")
def away(turn: Turn, _arg: str = "") -> Effects:
    """Asks from when to when, and who stands in."""
    with turn.store.read() as conn:
        yield Show(screens.away(turn.texts, turn.today, turn.today, _others(conn, turn.person)))


@escalation.submitted("away")
def gone(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """Keeps the absence, in place of those it overlaps."""
    with turn.store.read() as conn:
        others = _others(conn, turn.person)
    since, until = _period(turn, values)
    errors = _errors_of_period(turn, since, until)
    if errors:
        yield Show(screens.away(turn.texts, since, until, others, errors))
        return
    substitute = values.get("substitute", "")
    conn = turn.store.write()
    is_one = any(one.id == substitute for one in _others(conn, turn.person))
    if experts.get(conn, turn.person.id) is None:
        experts.keep(conn, _profile(turn, conn))
    experts.be_away(conn, turn.person.id, Absence(since, until, substitute if is_one else ""))
    yield _card(turn, conn, is_new=True)


@escalation.pressed("present")
def present(turn: Turn, since: str) -> Effects:
    """Takes back the absence that begins on a day; one that is no more changes nothing."""
    conn = turn.store.write()
    for one in _profile(turn, conn).absences:
        if one.since.isoformat() == since:
            experts.come_back(conn, turn.person.id, one.since, one.until)
    card = _card(turn, conn)
    yield replace(card, redraw=True)


@escalation.command(
    W_("word", "quiet periods, quiet period"), N_("when nobody of an organisation is asked as an expert")
)
@escalation.pressed("quiets")
def quiets(turn: Turn, _arg: str = "") -> Effects:
    """The quiet periods of the organisations in one's care."""
    with turn.store.read() as conn:
        yield _quiets(turn, conn)


@escalation.form("quiet")
def quiet(turn: Turn, _arg: str = "") -> Effects:
    """Asks for an organisation and its days."""
    yield Show(screens.quiet(turn.texts, _organisations(turn.person), turn.today, turn.today))


@escalation.submitted("quiet")
def quieted(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """Keeps it, in place of those it overlaps, if the organisation is in one's care."""
    named = values.get("organisation", "")
    by_key = {screens.key(one): one for one in _organisations(turn.person) or ()}
    organisation = by_key.get(named) or clean(named)[:ORGANISATION]
    since, until = _period(turn, values)
    errors = _errors_of_period(turn, since, until)
    if errors:
        yield Show(screens.quiet(turn.texts, _organisations(turn.person), since, until, errors))
        return
    conn = turn.store.write()
    is_theirs = bool(organisation) and _is_in_care(turn.person, organisation)
    if is_theirs:
        experts.be_quiet(conn, organisation, since, until)
        audit.note(conn, turn.now, "quiet set", actor=turn.person.id, detail=f"{organisation}: {since}–{until}")
    yield _quiets(turn, conn, is_new=is_theirs)


@escalation.form("loud")
def loud(turn: Turn, _arg: str = "") -> Effects:
    """Which one is to go? Nothing opens where there is none (any more)."""
    with turn.store.read() as conn:
        found = _seen(turn, conn)
    if found:
        yield Show(screens.loud(turn.texts, {one.key: one.period for one in found}))


@escalation.submitted("loud")
def louder(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """Takes it away."""
    conn = turn.store.write()
    for one in _seen(turn, conn):
        if one.key == values.get("period"):
            organisation, since, until = one.period
            experts.be_loud(conn, organisation, since, until)
            audit.note(conn, turn.now, "quiet ended", actor=turn.person.id, detail=f"{organisation}: {since}–{until}")
    yield _quiets(turn, conn)


@dataclass(frozen=True)
class Seen:
    """A quiet period that somebody may see; `key` is what a form names it by."""

    period: screens.Period

    @property
    def key(self) -> str:
        """The organisation and the first day."""
        organisation, since, _until = self.period
        return f"{since} {screens.key(organisation)}"


def _card(turn: Turn, conn: Connection, *, is_new: bool = False) -> Reply:
    profile = _profile(turn, conn)
    ahead = tuple(sorted((one for one in profile.absences if one.until >= turn.today), key=lambda one: one.since))
    names = {one.id: one.name for one in (people.get(conn, away.substitute) for away in ahead) if one}
    profile = replace(profile, absences=ahead)
    return Reply(screens.expertise(turn.texts, profile, names, turn.today, is_new=is_new), alone=True)


def _profile(turn: Turn, conn: Connection) -> Expert:
    """What they have said, or what counts as long as they have not."""
    said = experts.get(conn, turn.person.id) or Expert(turn.person.id)
    return replace(said, languages=said.languages or (turn.person.language.value,))


def _told(profile: Expert) -> dict[str, str]:
    """A profile as the form gives it."""
    return {
        "topics": "\n".join(one.text for one in profile.topics),
        "languages": ",".join(profile.languages),
        "branches": ",".join(profile.branches),
        "starts": f"{profile.starts:%H:%M}",
        "ends": f"{profile.ends:%H:%M}",
        "days": ",".join(map(str, sorted(profile.days))),
        "cap": str(profile.cap),
        "any": "any" if profile.takes_any else "",
    }


def _errors(_: Texts, told: Mapping[str, str]) -> dict[str, str]:
    errors = {}
    lines = _lines(told["topics"])
    if len(lines) > TOPICS:
        errors["topics"] = _("At most {limit} topics, please.", limit=TOPICS)
    elif any(len(line) > TOPIC for line in lines):
        errors["topics"] = _("At most {limit} characters a topic, please.", limit=TOPIC)
    if not _chosen(told["languages"], Language):
        errors["languages"] = _("Please choose at least one.")
    if not _days(told["days"]):
        errors["days"] = _("Please choose at least one.")
    if not _begins_before(told["starts"], told["ends"]):
        errors["ends"] = _("Work must end after it begins.")
    if not (told["cap"].isascii() and told["cap"].isdecimal() and int(told["cap"][:4]) in CAPS):
        errors["cap"] = _("Please write a number from {first} to {last}.", first=CAPS[0], last=CAPS[-1])
    return errors


def _begins_before(starts: str, ends: str) -> bool:
    try:
        return time.fromisoformat(starts) < time.fromisoformat(ends)
    except ValueError:
        return False


def _lines(text: str) -> list[str]:
    """The topics in a field: one a line, or with ";" between where a surface has but one line."""
    return list(dict.fromkeys(filter(None, (clean(line) for line in text.replace(";", "\n").splitlines()))))


def _topics(text: str, known: Expert, language: Language) -> tuple[Topic, ...]:
    languages = {one.text: one.language for one in known.topics}
    return tuple(Topic(line, languages.get(line, language.value)) for line in _lines(text))


def _chosen(text: str, kind: type[Language] | type[Branch]) -> tuple[str, ...]:
    chosen = text.split(",")
    return tuple(one.value for one in kind if one.value in chosen)


def _days(text: str) -> frozenset[int]:
    return frozenset(day for day in range(7) if str(day) in text.split(","))


def _period(turn: Turn, values: Mapping[str, str]) -> tuple[date, date]:
    since = day(values.get("since", "")) or turn.today
    return since, day(values.get("until", "")) or since


def _errors_of_period(turn: Turn, since: date, until: date) -> dict[str, str]:
    _ = turn.texts
    if until < since:
        return {"until": _("The last day comes before the first.")}
    if until < turn.today:
        return {"until": _("That is over already.")}
    if (until - since).days > LONGEST:
        return {"until": _("At most a year at a time, please.")}
    return {}


def _others(conn: Connection, person: Person) -> list[Person]:
    """Who can stand in: other experts, by name."""
    return sorted(
        (one for one in people.all(conn) if one.is_a(Role.EXPERT) and one.id != person.id and one.name),
        key=lambda one: one.name.casefold(),
    )


def _organisations(person: Person) -> tuple[str, ...] | None:
    """Those in somebody's care; None for whoever looks after all of them."""
    if person.is_a(Role.ADMIN) or any(scope.reach is Reach.NETWORK for scope in person.scopes):
        return None
    return tuple(sorted({scope.value for scope in person.scopes if scope.reach is Reach.ORGANISATION}))


def _is_in_care(person: Person, organisation: str) -> bool:
    theirs = _organisations(person)
    key = organisation_key(organisation)
    return theirs is None or any(organisation_key(one) == key for one in theirs)


def _seen(turn: Turn, conn: Connection) -> list[Seen]:
    """The quiet periods in one's care that are not over, earliest first."""
    theirs = {organisation_key(one): one for one in _organisations(turn.person) or ()}
    found = [
        Seen((theirs.get(organisation, organisation), since, until))
        for organisation, periods in experts.quiet_periods(conn).items()
        for since, until in periods
        if until >= turn.today and _is_in_care(turn.person, organisation)
    ]
    return sorted(found, key=lambda one: (one.period[1], one.period[0]))


def _quiets(turn: Turn, conn: Connection, *, is_new: bool = False) -> Reply:
    may_add = _organisations(turn.person) != ()
    seen = tuple(one.period for one in _seen(turn, conn))
    return Reply(screens.quiets(turn.texts, seen, may_add=may_add, is_new=is_new), alone=True)
