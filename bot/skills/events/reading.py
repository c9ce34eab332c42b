"""What a coordinator has filled in, read as a plan; what is wrong is said at its field. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.audience import Audience
from bot.calendar_file import is_broken_link
from bot.cards import cut
from bot.people import Language
from bot.skills.events.records.planned import Plan
from bot.skills.events.words import HOME, LIMITS
from bot.texts import Texts
from bot.working import moment
from knowledge.documents import clean

MANY = 9_999
"""Places that an event may have."""
LINES = 10
"""Of what an event is about."""
_REQUIRED = ("title", "location")


def options(audiences: Iterable[Audience]) -> dict[str, Audience]:
    """Audiences to choose from, by their value in a form."""
    return {_value(one): one for one in audiences}


def told_of(plan: Plan) -> dict[str, str]:
    """A plan as it stands in the form."""
    starts, ends = (at.astimezone(ZoneInfo(HOME)) for at in (plan.starts_at, plan.ends_at))
    return {
        "title": plan.title,
        "about": plan.about,
        "date": starts.date().isoformat(),
        "starts": starts.strftime("%H:%M"),
        "ends": ends.strftime("%H:%M"),
        "location": plan.location,
        "audience": _value(plan.audience),
        "language": plan.language.value,
        "capacity": "" if plan.capacity is None else str(plan.capacity),
    }


def read(
    _: Texts, values: Mapping[str, str], audiences: Mapping[str, Audience], now: datetime, taken: int = 0
) -> tuple[Plan | None, dict[str, str]]:
    """The plan, or what is wrong with it by field. `taken` is how many places are taken already."""
    told = {name: clean(values.get(name, "")) for name in ("title", "location", "capacity")}
    told["about"] = _paragraphs(values.get("about", ""))
    errors = {
        name: _("At most {limit} characters, please.", limit=_.number(LIMITS[name]))
        for name in ("title", "about", "location")
        if len(told[name]) > LIMITS[name]
    }
    errors |= {name: _("Please write something.") for name in _REQUIRED if not any(map(str.isalnum, told[name]))}
    if "location" not in errors and is_broken_link(told["location"]):
        errors["location"] = _("This is not a whole web address. It begins with https:// and has no spaces.")
    chosen = values.get("audience", "") or next(iter(audiences))
    language = values.get("language", "") or _.language.value
    errors |= {"audience": _("Please choose one of these.")} if chosen not in audiences else {}
    errors |= {"language": _("Please choose one of these.")} if language not in list(Language) else {}
    capacity, wrong = _capacity(_, told["capacity"], taken)
    errors |= {"capacity": wrong} if wrong else {}
    span, late = _span(_, values, now)
    errors |= late
    if errors or span is None:
        return None, errors
    whom, spoken = audiences[chosen], Language(language)
    return Plan(told["title"], told["about"], told["location"], *span, whom, spoken, capacity), {}


def _paragraphs(text: str) -> str:
    """The lines of a text, which a card takes only so many of: the rest runs on in the last."""
    lines = [line for line in map(clean, text.splitlines()) if line]
    return "\n".join((*lines[: LINES - 1], *filter(None, (" ".join(lines[LINES - 1 :]),))))


def _capacity(_: Texts, said: str, taken: int) -> tuple[int | None, str]:
    if not said:
        return None, ""
    if not (said.isascii() and said.isdecimal() and 0 < int(said) <= MANY):
        return None, _("A whole number from 1 to {limit}, please.", limit=_.number(MANY))
    if int(said) < taken:
        return None, _("{n} have a place already: at least that many, please.", n=_.number(taken))
    return int(said), ""


def _span(
    _: Texts, values: Mapping[str, str], now: datetime
) -> tuple[tuple[datetime, datetime] | None, dict[str, str]]:
    """Both moments; a time that the clocks leave out is the next they show."""
    errors: dict[str, str] = {}
    try:
        day = date.fromisoformat(values.get("date", "").strip())
    except ValueError:
        return None, {"date": _("There is no such day. Write it like this: {example}", example="2026-12-01")}
    clocks = {}
    for name in ("starts", "ends"):
        try:
            clocks[name] = time.fromisoformat(values.get(name, "").strip()).replace(tzinfo=None)
        except ValueError:
            errors[name] = _("There is no such time. Write it like this: {example}", example="09:00")
    if errors:
        return None, errors
    if not date.min < day < date.max:
        return None, {"date": _("Please choose a day that is not past.")}
    starts, ends = (moment(day, clocks[name], HOME) for name in ("starts", "ends"))
    today = now.astimezone(ZoneInfo(HOME)).date()
    if day < today:
        errors["date"] = _("Please choose a day that is not past.")
    elif starts <= now:
        errors["starts"] = _("This time is past already.")
    if ends <= starts:
        errors["ends"] = _("It ends before it begins.")
    return (None, errors) if errors else ((starts, ends), {})


def _value(audience: Audience) -> str:
    """An option's value has no comma and 150 characters at most."""
    return cut(str(audience).replace(",", ";"), 150)
