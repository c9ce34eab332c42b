"""What coordinators see of worksheets: who lacks a responsible person or a sparring session."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot import exports
from bot.audience import Audience, Whom
from bot.cards import Button, Buttons, Card, FormButton, Strong, Text, cut
from bot.forms import Choice, Form
from bot.skill import Section
from bot.skills.worksheet.words import whose
from bot.tables import Value
from bot.texts import N_, Texts

PAGE = 20
_NAMED = 3
_HEAD = (N_("Worksheet"), N_("Kind"), N_("Responsible person"), N_("Sparring session"), N_("Open steps"))


@dataclass(frozen=True)
class Lack:
    """What a branch or an organisation lacks; `steps` are those with a day that are not done."""

    sheet: Audience
    code: str
    no_responsible: bool
    no_session: bool
    steps: int = 0

    @property
    def is_lacking(self) -> bool:
        """Whether it lacks anything."""
        return self.no_responsible or self.no_session


def desk(_: Texts, found: Sequence[Lack]) -> Section:
    """How many lack what, some of them by name, on a coordinator's desk."""
    lines = [
        _line(_, _("Without a responsible person"), [one for one in found if one.no_responsible]),
        _line(_, _("Without a sparring session"), [one for one in found if one.no_session]),
    ]
    text = Text(Strong(_("Worksheets")), "\n", "\n".join(line for line in lines if line))
    return Section((text,), (Button(_("Worksheets"), "worksheet.overview"),))


def _line(_: Texts, head: str, found: Sequence[Lack]) -> str:
    if not found:
        return ""
    branches = sum(one.sheet.whom is Whom.BRANCH for one in found)
    told = [_.plural("{n} branch", "{n} branches", branches)] if branches else []
    others = len(found) - branches
    told += [_.plural("{n} organisation", "{n} organisations", others)] if others else []
    names = [cut(whose(_, one.sheet), 60) for one in found[:_NAMED]]
    rest = " …" if len(found) > _NAMED else ""
    return f"{head}: {', '.join(told)} ({', '.join(names)}{rest})"


def overview(_: Texts, found: Sequence[Lack], page: int) -> Card:
    """All of them, page by page from 0."""
    last = max(0, (len(found) - 1) // PAGE)
    page = min(page, last)
    here = found[page * PAGE : (page + 1) * PAGE]
    if not here:
        return Card(
            Text(_("You have no organisation, branch or network to see to yet. An administrator gives you one.")),
            Buttons((Button(_("Menu"), "home.menu"),)),
        )
    lines = "\n".join(f"• {cut(whose(_, one.sheet), 80)} – {_state(_, one)}" for one in here)
    buttons: list[Button] = [FormButton(_("Open a worksheet"), "worksheet.pick", str(page))]
    if page:
        buttons.append(Button(_("Back"), "worksheet.overview", str(page - 1)))
    if page < last:
        buttons.append(Button(_("Next"), "worksheet.overview", str(page + 1)))
    buttons += [FormButton(_("Export"), "worksheet.export"), Button(_("Models"), "worksheet.models")]
    return Card(Text(Strong(_("Worksheets"))), Text(lines), Text(_whom(_), quiet=True), Buttons(tuple(buttons)))


def _whom(_: Texts) -> str:
    return _("Organisations are named here where they are in your care, or have at least five people in Sparri.")


def _state(_: Texts, one: Lack) -> str:
    told = [_("no responsible person")] if one.no_responsible else []
    told += [_("no sparring session")] if one.no_session else []
    told += [_.plural("{n} open step", "{n} open steps", one.steps)] if one.steps else []
    return ", ".join(told) or _("has both")


def pick(_: Texts, found: Sequence[Lack]) -> Form:
    """Which one?"""
    options = tuple((one.code, cut(whose(_, one.sheet), 75)) for one in found)
    return Form(_("Open a worksheet"), "worksheet.pick", (Choice("sheet", _("Worksheet"), options),), _("Open"))


def exported(_: Texts, found: Sequence[Lack], kind: str, zone: str) -> Card:
    """All of them as a table."""
    rows: list[list[Value]] = [
        [
            whose(_, one.sheet),
            _("Branch") if one.sheet.whom is Whom.BRANCH else _("Organisation"),
            _("No") if one.no_responsible else _("Yes"),
            _("No") if one.no_session else _("Yes"),
            one.steps,
        ]
        for one in found
    ]
    file = exports.file(_, "worksheets", _("Worksheets"), kind, _HEAD, rows, zone)
    return Card(Text(_("Here is the table.")), file, Buttons((Button(_("Worksheets"), "worksheet.overview"),)))
