"""Cards and forms around a meeting: its place, preparing, and who joins or leaves."""

from collections.abc import Mapping

from bot.cards import Button, Buttons, Card, Strong, Text
from bot.forms import Form, TextField
from bot.skills.sparring.words import ASKED, LIMITS, QUESTIONS, View, calendar, facts, head
from bot.texts import Texts
from knowledge.answers import Answer

_MENU = "home.menu"
TITLES = 4


def locate(_: Texts, id_: str, location: str, errors: Mapping[str, str] | None = None) -> Form:
    """The link or the place."""
    field = TextField("location", _("Link or place"), location, limit=LIMITS["location"])
    return Form(_("Link or place"), "sparring.locate", (field,), _("Save"), id_, dict(errors or {}))


def prepare(_: Texts, view: View) -> Form:
    """The questions of the session's category, with what the reader has answered."""
    mine = view.prepared.get(view.mine.person, {}) if view.mine else {}
    fields = tuple(
        TextField(name, _(ASKED[name]), mine.get(name, ""), is_long=True, is_required=False, limit=LIMITS["answer"])
        for name in QUESTIONS.get(view.found.wish.category, QUESTIONS[""])
    )
    return Form(_("Prepare"), "sparring.prepare", fields, _("Save"), view.found.id)


def add(_: Texts, id_: str) -> Form:
    """Who else takes part?"""
    field = TextField(
        "people", _("Colleagues who take part, by name"), "", _("One on each line, as they are called in Sparri"),
        is_long=True, limit=LIMITS["people"],
    )  # fmt: skip
    return Form(_("Add people"), "sparring.add", (field,), _.context("button", "Add"), id_)


def joined(_: Texts, view: View) -> Card:
    """To somebody who is in it from now on, before there is a time."""
    told = _("You are in the sparring session {id}. You hear from me when a time is looked for.", id=view.found.id)
    open_ = Button(_("Open {id}", id=view.found.id), "sparring.open", view.found.id)
    leave = Button(_("I cannot come"), "sparring.leave", view.found.id)
    return Card(Text(told), Text(Strong(head(view.found))), facts(_, view), Buttons((leave, open_)))


def left(_: Texts, view: View, name: str, *, is_partner: bool) -> Card:
    """To whoever arranges it: somebody cannot come."""
    told = _("{name} cannot come to {id}.", name=name, id=view.found.id)
    if is_partner:
        told = _(
            "{name}, who was to spar, cannot come to {id}. I can suggest another partner.", name=name, id=view.found.id
        )
    open_ = Button(_("Open {id}", id=view.found.id), "sparring.open", view.found.id)
    other = (Button(_("Suggest another partner"), "sparring.another", view.found.id),) if is_partner else ()
    return Card(Text(told), Text(Strong(head(view.found))), Buttons((*other, open_)))


def out(_: Texts, view: View) -> Card:
    """To whoever cannot come; who had the time in their calendar gets it out again."""
    told = _("You are not part of {id} any more. Whoever arranges it knows.", id=view.found.id)
    file = (calendar(_, view.found, view.now, is_cancelled=True),) if view.found.starts_at else ()
    return Card(Text(told), *file, Buttons((Button(_("My sessions"), "sparring.overview"), Button(_("Menu"), _MENU))))


def material(given: Answer) -> tuple[str, ...]:
    """Titles that may help, from what an answer to the theme rests on or what is nearest to it."""
    found = given.citations or given.nearest
    return tuple(dict.fromkeys(citation.title for citation in found))[:TITLES]
