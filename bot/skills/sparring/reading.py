"""What forms of sparring hold, read: a wish, names of colleagues, or what is wrong, by field."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.audience import Meant, named
from bot.calendar_file import is_broken_link
from bot.people import Branch, Language, Person
from bot.scope import organisation_key
from bot.skills.sparring.words import LIMITS, MINUTES
from bot.store.sessions import Wish
from bot.texts import Texts
from bot.texts.called import CATEGORIES
from bot.working import is_working
from knowledge.documents import clean

LONGEST = timedelta(days=60)
"""Days among which a time is looked for."""
AHEAD = timedelta(days=366)
LINES = 20


def told_of(wish: Wish) -> dict[str, str]:
    """A wish as it stands in the form."""
    return {
        "theme": wish.theme,
        "about": wish.about,
        "minutes": str(wish.minutes),
        "since": wish.since.isoformat(),
        "until": wish.until.isoformat(),
        "languages": ",".join(wish.languages),
        "how": "remote" if wish.is_remote else "site",
        "branch": wish.branch,
        "category": wish.category,
    }


def read(_: Texts, values: Mapping[str, str], person: Person, today: date) -> tuple[Wish | None, dict[str, str]]:
    """The wish, or what is wrong with it by field. An empty category is left to be found out."""
    theme, about = clean(values.get("theme", "")), paragraphs(values.get("about", ""))
    errors = {}
    if not any(map(str.isalnum, theme)):
        errors["theme"] = _("Please write something.")
    for name, text in (("theme", theme), ("about", about)):
        if len(text) > LIMITS[name]:
            errors[name] = _("At most {limit} characters, please.", limit=_.number(LIMITS[name]))
    since, until, late = days(_, values, today)
    errors |= late
    branch, category = values.get("branch", ""), values.get("category", "")
    languages = tuple(code for code in values.get("languages", "").split(",") if code in list(Language))
    minutes = values.get("minutes", "")
    if errors or since is None or until is None:
        return None, errors
    wish = Wish(
        theme=theme,
        about=about,
        branch=branch if branch in list(Branch) else "",
        organisation=person.organisation,
        minutes=int(minutes) if minutes in map(str, MINUTES) else MINUTES[1],
        since=since,
        until=until,
        languages=languages or (person.language.value,),
        is_remote=values.get("how") != "site",
        zone=person.zone,
        category=category if category in CATEGORIES else "",
    )
    return wish, {}


def days(_: Texts, values: Mapping[str, str], today: date) -> tuple[date | None, date | None, dict[str, str]]:
    """From which day to which, or what is wrong with them."""
    errors = {}
    found: dict[str, date] = {}
    for name in ("since", "until"):
        try:
            found[name] = date.fromisoformat(values.get(name, ""))
        except ValueError:
            errors[name] = _("There is no such day. Write it like this: {example}", example="2026-12-01")
    if errors:
        return None, None, errors
    since, until = max(found["since"], today), found["until"]
    if until < since:
        errors["until"] = _("This day is past, or before the first one.")
    elif until - since > LONGEST or until > today + AHEAD:
        errors["until"] = _("At most {n} days, and not more than a year ahead.", n=LONGEST.days)
    elif not any(is_working(since + timedelta(days=n)) for n in range((until - since).days + 1)):
        errors["until"] = _("There is no working day among these.")
    return since, until, errors


def colleagues(person: Person, everybody: Sequence[Person], text: str, organisation: str = "") -> Meant:
    """Whom lines name among those of an organisation, the person's own unless another is said: by their whole name. Nobody is
    listed, so that a name is found only by who knows it."""
    own = organisation_key(organisation or person.organisation)
    here = [one for one in everybody if own and organisation_key(one.organisation) == own and one.id != person.id]
    return named(here, text[: LIMITS["people"]], by_id=False)


def location(_: Texts, values: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """A place or a whole address on the web."""
    said = clean(values.get("location", ""))
    if not said:
        return "", {"location": _("Please write something.")}
    if len(said) > LIMITS["location"]:
        return "", {"location": _("At most {limit} characters, please.", limit=_.number(LIMITS["location"]))}
    if is_broken_link(said):
        return "", {"location": _("This is not a whole web address. It begins with https:// and has no spaces.")}
    return said, {}


def paragraphs(text: str) -> str:
    """The lines of a text, which a card takes only so many of: the rest runs on in the last."""
    lines = [line for line in map(clean, text.splitlines()) if line]
    return "\n".join((*lines[: LINES - 1], *filter(None, (" ".join(lines[LINES - 1 :]),))))


def moved(wish: Wish, since: date, until: date) -> Wish:
    """The same at other days."""
    return replace(wish, since=since, until=until)


def day(said: str) -> date | None:
    """A day as a form gives it; None for anything else."""
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
