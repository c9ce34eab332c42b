"""What somebody has filled in, read as a purchase or a risk; what is wrong is said at its field. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from bot.skills.risks.prompts import PROMPTS
from bot.skills.risks.records.sheets import Assessed, Bearer, Purchase, Where
from bot.skills.risks.words import LIMITS, words
from bot.texts import Texts
from knowledge.documents import clean

NO_SESSION = "none"


def purchase(
    _: Texts, values: Mapping[str, str], sessions: Collection[str], kept: str = ""
) -> tuple[Purchase | None, dict[str, str]]:
    """The purchase, or what is wrong with it by field. `sessions` are the ids that may be chosen; where the form has none to
    choose from, the one it is `kept` with stays."""
    told, errors = _told(_, values, ("title", "objective", "success"), required="title")
    session = values.get("session", "") or kept or NO_SESSION
    if session not in {NO_SESSION, kept, *sessions}:
        errors["session"] = _("Please choose one of these.")
    if errors:
        return None, errors
    return Purchase(**told, session="" if session == NO_SESSION else session), {}


def told_of(found: Purchase) -> dict[str, str]:
    """A purchase as it stands in the form."""
    return {
        "title": found.title,
        "objective": found.objective,
        "success": found.success,
        "session": found.session or NO_SESSION,
    }


def risk(_: Texts, values: Mapping[str, str], prompt: str = "") -> tuple[Assessed | None, dict[str, str]]:
    """The risk, or what is wrong with it by field. `prompt` is the typical risk it was; it is that as long as its words are."""
    told, errors = _told(_, values, ("words", "measure", "responsible"), required="words")
    grades = {name: values.get(name, "").strip() for name in ("likelihood", "consequence")}
    errors |= {
        name: _("A whole number from 1 to 5, please.") for name, grade in grades.items() if grade not in ("", *"12345")
    }
    where, bearer = values.get("where", ""), values.get("bearer", "")
    if where not in list(Where):
        errors["where"] = _("Please choose one of these.")
    if bearer not in ("", *Bearer):
        errors["bearer"] = _("Please choose one of these.")
    if errors:
        return None, errors
    likelihood, consequence = (int(grade) if grade else None for grade in grades.values())
    whom = Bearer(bearer) if bearer else None
    said = Assessed(told["words"], Where(where), likelihood, consequence, told["measure"], told["responsible"], whom)
    is_prompt = prompt in PROMPTS and told["words"] == _(PROMPTS[prompt][1])
    return (replace(said, prompt=prompt) if is_prompt else said), {}


def told_of_risk(_: Texts, said: Assessed) -> dict[str, str]:
    """A risk as it stands in the form."""
    return {
        "words": words(_, said),
        "where": said.where.value,
        "likelihood": str(said.likelihood or ""),
        "consequence": str(said.consequence or ""),
        "measure": said.measure,
        "responsible": said.responsible,
        "bearer": said.bearer.value if said.bearer else "",
    }


def _told(
    _: Texts, values: Mapping[str, str], names: Collection[str], *, required: str
) -> tuple[dict[str, str], dict[str, str]]:
    told = {name: clean(values.get(name, "")) for name in names}
    errors = {
        name: _("At most {limit} characters, please.", limit=_.number(LIMITS[name]))
        for name in names
        if len(told[name]) > LIMITS[name]
    }
    if not any(map(str.isalnum, told[required])):
        errors[required] = _("Please write something.")
    return told, errors
