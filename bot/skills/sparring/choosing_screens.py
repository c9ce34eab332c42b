"""Cards about partners: who is suggested and why, being asked, and the answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards import Button, Buttons, Card, FormButton, Part, Strong, Text, cut
from bot.forms import Choice, Form
from bot.people import Person
from bot.skills.sparring.words import View, calendar, facts, head, spoken
from bot.texts import Texts

_MENU = "home.menu"


@dataclass(frozen=True)
class Suggestion:
    """A partner for a session: the theme of theirs that fits ("" for none), languages in common, whether they know the branch,
    how many sessions they have that month of at most how many, and at how many times both can."""

    person: Person
    theme: str
    languages: tuple[str, ...]
    has_branch: bool
    load: int
    cap: int
    times: int
    score: float


def suggested(_: Texts, view: View, found: Sequence[Suggestion], *said: str, may_choose: bool = False) -> Card:
    """Who could spar, each with the reason and how much they have already; or that nobody fits."""
    parts: list[Part] = [Text(text) for text in said if text]
    parts.append(Text(Strong(head(view.found))))
    id_ = view.found.id
    buttons: list[Button] = []
    if not found:
        parts.append(
            Text(_("I know no sparring partner who fits and has time. I have told the coordinators, who look for one."))
        )
    for number, one in enumerate(found):
        name = one.person.name or _("a colleague")
        parts.append(
            Text(
                Strong(_("I suggest {name}", name=cut(name, 100))) if not number else Strong(cut(name, 100)),
                "\n",
                why(_, one),
            )
        )
        buttons.append(Button(_("Ask {name}", name=_short(name)), "sparring.propose", f"{id_} {one.person.id}"))
    labels = {button.label for button in buttons}
    if len(labels) < len(buttons):
        buttons = [Button(_("Ask number {n}", n=number + 1), one.action, one.arg) for number, one in enumerate(buttons)]
    if may_choose:
        buttons.append(FormButton(_("Choose otherwise"), "sparring.choose_partner", id_))
    return Card(*parts, Buttons((*buttons, Button(_("Open {id}", id=id_), "sparring.open", id_))))


def why(_: Texts, one: Suggestion) -> str:
    """What speaks for somebody, and what they have already."""
    said = [_("has “{theme}” as a theme", theme=cut(one.theme, 120))] if one.theme else [_("takes any theme")]
    said.append(spoken(_, one.languages))
    if one.has_branch:
        said.append(_("knows your branch"))
    said.append(_("{n} of {cap} sessions that month", n=one.load, cap=one.cap))
    said.append(
        _.plural("{n} time that suits you both", "{n} times that suit you both", one.times)
        if one.times
        else _("no time that suits you both")
    )
    return " · ".join(said)


def choose(_: Texts, id_: str, every: Sequence[Person]) -> Form:
    """Which of all partners?"""
    options = tuple((one.id, cut(f"{one.name or one.id} · {one.organisation}".rstrip(" ·"), 75)) for one in every[:100])
    return Form(
        _("Choose a partner"), "sparring.choose_partner", (Choice("person", _("Partner"), options),), _("Ask"), id_
    )


def asked(_: Texts, view: View) -> Card:
    """To the partner: would they spar? No time is told before they accept."""
    host = view.name(_, view.found.organiser) if view.found.organiser else _("a colleague")
    parts: list[Part] = [Text(_("{name} asks you to spar.", name=host)), Text(Strong(head(view.found))), facts(_, view)]
    if view.found.wish.about:
        parts.append(Text(cut(view.found.wish.about, 2_000)))
    id_ = view.found.id
    buttons = (Button(_("I take it"), "sparring.accept", id_), Button(_("Not now"), "sparring.decline", id_))
    return Card(*parts, Buttons(buttons))


def declined(_: Texts, view: View) -> Card:
    """To whoever arranges it: the partner has no time."""
    told = _("Whoever was asked to spar in {id} cannot this time.", id=view.found.id)
    another = Button(_("Suggest another partner"), "sparring.another", view.found.id)
    buttons: list[Button] = [another, Button(_("Open {id}", id=view.found.id), "sparring.open", view.found.id)]
    return Card(Text(told), Text(Strong(head(view.found))), Buttons(tuple(buttons)))


def replaced(_: Texts, view: View, *, had_time: bool = False) -> Card:
    """To whoever was asked before: somebody else spars. Who had the time in their calendar gets it out again."""
    told = Text(_("Thank you: somebody else spars in {id}, and nothing is asked of you.", id=view.found.id))
    return Card(told, *((calendar(_, view.found, view.now, is_cancelled=True),) if had_time else ()))


def let_go(_: Texts, id_: str) -> Card:
    """To whoever has declined."""
    told = _("Thank you for answering. You are not part of {id}.", id=id_)
    return Card(
        Text(told), Buttons((FormButton(_("My times as a partner"), "sparring.partner"), Button(_("Menu"), _MENU)))
    )


def accepted(_: Texts, view: View) -> Card:
    """To everybody: who spars now."""
    partner = view.partner
    told = _("{name} spars.", name=view.name(_, partner.person) if partner else _("a colleague"))
    open_ = Button(_("Open {id}", id=view.found.id), "sparring.open", view.found.id)
    return Card(Text(told), Text(Strong(head(view.found))), facts(_, view), Buttons((open_,)))


def _short(name: str) -> str:
    """A name that fits on a button in each language."""
    first = name.split()[0] if name.split() else name
    return cut(name, 18) if len(name) <= 18 else cut(first, 18)
