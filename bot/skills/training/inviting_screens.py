"""An invitation to a module in a channel, and what whoever joins sees."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from bot.audience import Audience, Whom
from bot.cards import Button, Buttons, Card, FormButton, Text, cut
from bot.forms import CHOICE_LABEL, Choice, DateField, Form
from bot.people import Language
from bot.skills.training.records.enrollings import Enrolling
from bot.texts import Texts, texts
from training_modules.catalogue import Module


def opening(_: Texts) -> Card:
    """In a channel, for whoever coordinates."""
    said = _("A coordinator can invite whoever reads this channel to a module: each joins with one press.")
    return Card(Text(said), Buttons((FormButton(_("Invite this channel"), "training.invite"),)))


def form(
    _: Texts, modules: tuple[tuple[str, str], ...], chosen: str = "", errors: Mapping[str, str] | None = None
) -> Form:
    """To which module, and until when?"""
    options = tuple((id_, cut(title, CHOICE_LABEL)) for id_, title in modules)
    fields = (
        Choice("module", _("Module"), options, chosen),
        DateField("due_on", _("To be done by"), is_required=False),
    )
    return Form(_("Invite this channel"), "training.invite", fields, _("Post it"), errors=dict(errors or {}))


def invitation(_: Texts, found: Module, order: Enrolling, name: str) -> Card:
    """In three languages, since nobody knows who reads it; the button is in its author's."""
    lines = (Text(_said(texts(language), found, order, name)) for language in Language)
    return Card(*lines, Buttons((Button(_("Join"), "training.join", str(order.number)),)))


def _said(_: Texts, found: Module, order: Enrolling, name: str) -> str:
    who, title = cut(name, 80) or _("A coordinator"), cut(found.titles[_.language.value], 200)
    if order.due_on:
        until = _.day(order.due_on)
        return _("{who} invites you to the module “{title}”, to be done by {day}.", who=who, title=title, day=until)
    return _("{who} invites you to the module “{title}”.", who=who, title=title)


def joined(_: Texts, found: Module, due_on: date | None, *, is_new: bool) -> Card:
    """One is in."""
    title = cut(found.titles[_.language.value], 200)
    said = _("You are in the module “{title}”.", title=title)
    if not is_new:
        said = _("You were in the module “{title}” already.", title=title)
    until = [Text(_("To be done by {day}.", day=_.day(due_on)))] if due_on and is_new else []
    return Card(
        Text(said),
        *until,
        Buttons(
            (Button(_("Begin"), "training.lesson", found.id), Button(_("The module"), "training.module", found.id))
        ),
    )


def elsewhere(_: Texts) -> Card:
    """An invitation that was asked for in private."""
    said = _("Write “enrol” to me in the channel you mean, then I can invite whoever reads it.")
    return Card(Text(said), Buttons((Button(_("Menu"), "home.menu"),)))


def examples(found: Module) -> tuple[tuple[str, Callable[[Texts], Card | Form]], ...]:
    """All of the above."""
    audience = Audience(Whom.PEOPLE)
    order = Enrolling(
        7, "P5", found.id, audience, date(2026, 12, 18), True, "made", datetime(2026, 11, 23, 7).astimezone()
    )
    return (
        ("a channel to invite", opening),
        (
            "inviting a channel",
            lambda _: form(_, (("need", found.titles["en"]),), "need", {"due_on": _("This day has passed.")}),
        ),
        ("an invitation", lambda _: invitation(_, found, order, "Kaisa")),
        ("joined", lambda _: joined(_, found, order.due_on, is_new=True)),
        ("joined before", lambda _: joined(_, found, None, is_new=False)),
        ("an invitation from elsewhere", elsewhere),
    )
