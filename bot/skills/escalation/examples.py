"""Questions as examples of screens show them."""

from datetime import UTC, datetime

from bot.skills.escalation.records.escalations import Escalation
from bot.skills.escalation.records.talk import Line

_AT = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
LONG = "Kyllä, jos sopimus sallii sen. " * 380


def example(**fields: object) -> Escalation:
    """An escalation for examples, open and anonymous unless told otherwise."""
    values: dict[str, object] = {
        "id": "E41",
        "state": "open",
        "text": "Voiko innovaatiokumppanuuden keskeyttää, jos prototyyppi epäonnistuu?",
        "tried": "Luin hankintalain innovaatiokumppanuutta koskevat pykälät.",
        "language": "fi",
        "asker": "",
        "organisation": "",
        "branch": "municipality",
        "is_urgent": False,
        "may_share": True,
        "owner": "",
        "round": 1,
        "asked_at": _AT,
        "opened_at": _AT,
        "freed_at": _AT,
        "taken_at": None,
        "answered_at": None,
        "ended_at": None,
        "answer": "",
        "answer_language": "",
        "sources": "",
        "valid_until": None,
        "audience": "",
        "shows_author": True,
        "is_solved": False,
        "is_late": False,
        "next_days": 1,
        "coordinator_days": 2,
        "owner_days": 5,
    }
    return Escalation(**{**values, **fields})  # type: ignore[arg-type]


ANSWERED = example(
    state="answered",
    owner="P4",
    answer="Ja, om det står i avtalet. Skriv in ett avbrottsvillkor för varje fas.",
    answer_language="sv",
    sources="Upphandlingslagen 1397/2016",
    valid_until=datetime(2027, 6, 30, tzinfo=UTC).date(),
)
LINES = (Line(False, "Vilken fas gäller det?", "sv", _AT), Line(True, "Toista vaihetta.", "fi", _AT))
