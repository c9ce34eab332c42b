"""A coordinator writes what the material lacks: a question in general words with its answer, approved like any other."""

from collections.abc import Mapping
from datetime import date

from bot.secrecy import seems_secret
from bot.skills.escalation import access, responsible, telling
from bot.skills.escalation import writing_screens as screens
from bot.skills.escalation.answering import HOLDS
from bot.skills.escalation.records import proposals
from bot.skills.escalation.skill import escalation
from bot.store import entries, people
from bot.turns import Effects, Reply, Show, Turn
from knowledge import languages
from knowledge.documents import clean


@escalation.form("write")
def write(turn: Turn, _arg: str = "") -> Effects:
    """Asks for question, answer, sources and until when it holds."""
    yield Show(screens.write(turn.texts, {}, turn.today + HOLDS))


@escalation.submitted("write")
def written(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """It waits for approval: by somebody else, where there is somebody else who may."""
    told = {name: clean(values.get(name, "")) for name in screens.LIMITS}
    day = access.day(values.get("valid_until", ""))
    errors = _errors(turn, told, day)
    if errors or day is None:
        yield Show(screens.write(turn.texts, told, day, errors))
        return
    conn = turn.store.write()
    made = entries.propose(
        conn,
        kind=entries.EXPERT,
        language=languages.of_question(told["answer"], turn.person.language),
        question=told["question"],
        answer=told["answer"],
        sources=told["sources"],
        author=turn.person.id,
        author_name=turn.person.name,
        written_on=turn.today,
        valid_until=day,
    )
    proposals.add(conn, made.id, "")
    others = [one for one in responsible.in_charge(people.all(conn), None) if one.id != turn.person.id]
    yield from telling.mornings(turn, conn, others)
    yield Reply(screens.written(turn.texts, made.id))


def _errors(turn: Turn, told: Mapping[str, str], day: date | None) -> dict[str, str]:
    _ = turn.texts
    errors = {
        name: _("At most {limit} characters, please.", limit=_.number(limit))
        for name, limit in screens.LIMITS.items()
        if len(told[name]) > limit
    }
    for name in ("question", "answer"):
        if not any(char.isalnum() for char in told[name]):
            errors[name] = _("Please write something.")
        elif seems_secret(told[name]):
            errors[name] = _("This seems to hold secrets of an ongoing procedure. Please take them out.")
    if day is None or day < turn.today:
        errors["valid_until"] = _("Please choose a day that is not past.")
    return errors
