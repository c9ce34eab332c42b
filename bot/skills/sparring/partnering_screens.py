"""Cards and forms of those who spar with others."""

from collections.abc import Mapping, Sequence
from datetime import date, time

from bot.cards import Button, Buttons, Card, Facts, FormButton, Part, Strong, Text, cut
from bot.forms import Choices, DateField, Form, TextField, TimeField
from bot.people import Language
from bot.skills.sparring.reading import day
from bot.skills.sparring.words import LIMITS, head, spoken
from bot.store.experts import Expert
from bot.store.sessions import Session
from bot.texts import Texts
from bot.texts.called import DAYS, LANGUAGES, week

_MENU = "home.menu"


def card(_: Texts, offer: Expert | None, cap: int, load: int, mine: Sequence[Session], today: date, *said: str) -> Card:
    """What somebody offers, and what they have taken on; or what it would mean."""
    parts: list[Part] = [Text(text) for text in said if text]
    parts.append(Text(Strong(_("Sparring others"))))
    if offer is None:
        parts.append(
            Text(
                _(
                    "You say what you can help with, in your own words, and when. Those who ask for sparring see your name, the theme "
                    "that fits and how much you have already. You are always asked before a time is looked for."
                )
            )
        )
    else:
        off = ", ".join(f"{_.day(one.since)}–{_.day(one.until)}" for one in offer.absences if one.until >= today)
        hours = f"{week(_, offer.days)} {_.clock(offer.starts)}–{_.clock(offer.ends)}"
        facts = [
            (_("Themes"), cut("; ".join(one.text for one in offer.topics), 900)),
            (_("Languages"), spoken(_, offer.languages) or "–"),
            (_("When"), hours),
            (_("A month"), _("at most {cap}, {n} this month", cap=cap, n=load)),
        ]
        parts.append(Facts((*facts, *(((_("Away"), cut(off, 300)),) if off else ()))))
    if mine:
        parts.append(Text(Strong(_("You spar in")), "\n", "\n".join(f"• {cut(head(one), 120)}" for one in mine[:8])))
    label = _("Change") if offer else _("Spar with others")
    buttons: list[Button] = [FormButton(label, "sparring.partner")]
    if offer:
        buttons.append(Button(_("Do not suggest me"), "sparring.stop"))
    return Card(*parts, Buttons((*buttons, Button(_("My sessions"), "sparring.overview"), Button(_("Menu"), _MENU))))


def form(_: Texts, told: Mapping[str, str], errors: Mapping[str, str] | None = None) -> Form:
    """All of it."""
    languages = tuple((one.value, _(LANGUAGES[one])) for one in Language)
    days = tuple((str(number), _(name)) for number, name in enumerate(DAYS))
    return Form(
        _("Sparring others"),
        "sparring.partner",
        (
            TextField(
                "topics", _("What you can help with"), told.get("topics", "")[: LIMITS["topics"]],
                _("One theme on each line, in your own words"), is_long=True, limit=LIMITS["topics"],
            ),
            Choices("languages", _("Languages"), languages, _chosen(told.get("languages", ""), languages)),
            Choices("days", _("Days"), days, _chosen(told.get("days", ""), days)),
            TimeField("starts", _("At the earliest"), _clock(told.get("starts", ""))),
            TimeField("ends", _("At the latest"), _clock(told.get("ends", ""))),
            TextField("cap", _("Sessions a month, at most"), told.get("cap", "")[:2], limit=2),
            DateField("away_since", _("Away from"), day(told.get("away_since", "")), is_required=False),
            DateField("away_until", _("Away until"), day(told.get("away_until", "")), is_required=False),
        ),
        _("Save"),
        errors=dict(errors or {}),
    )  # fmt: skip


def _chosen(said: str, options: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    known = {value for value, _label in options}
    return tuple(value for value in said.split(",") if value in known)


def _clock(said: str) -> time | None:
    try:
        return time.fromisoformat(said)
    except ValueError:
        return None
