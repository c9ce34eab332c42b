"""What is shown of a model: to whoever writes it, and to the coordinators who approve it."""

from collections.abc import Mapping, Sequence

from bot.audience import Audience
from bot.cards import Button, Buttons, Card, FormButton, Part, Strong, Text, cut
from bot.forms import Choice, Form, TextField
from bot.people import Language
from bot.skill import Section
from bot.skills.worksheet.records.models import Model, Page
from bot.skills.worksheet.words import whose
from bot.texts import N_, Texts, texts
from bot.texts.called import LANGUAGES

LIMITS = {"title": 150, "did": 1_200, "fits": 600, "needed": 600, "result": 800, "link": 500}
NOTE = 600
LISTED = 8
_SAID = {
    "did": N_("What was done"),
    "fits": N_("For whom it fits"),
    "needed": N_("What it needed"),
    "result": N_("What came of it"),
}
_STATES = {
    "draft": N_("a draft that only you see"),
    "proposed": N_("waiting for approval"),
    "returned": N_("returned"),
    "published": N_("published"),
    "withdrawn": N_("withdrawn"),
}


def answer(page: Page) -> str:
    """The page as it is found by others, in its own language."""
    _ = texts(Language(page.language))
    return "\n".join(f"{_(name)}: {getattr(page, field)}" for field, name in _SAID.items())


def owner(page: Page, sheet: Audience) -> str:
    """Whose model it is, in the page's language."""
    return whose(texts(Language(page.language)), sheet)


def form(
    _: Texts, told: Mapping[str, str], arg: str, *, is_new: bool = True, errors: Mapping[str, str] | None = None
) -> Form:
    """One page: what was done, for whom it fits, what it needed, what came of it."""
    languages = tuple((one.value, _(LANGUAGES[one])) for one in Language)
    language = told.get("language", "")
    value = {name: told.get(name, "")[:limit] for name, limit in LIMITS.items()}
    return Form(
        _("A model for others"),
        "worksheet.model" if is_new else "worksheet.remodel",
        (
            TextField("title", _("What others would ask, or a title"), value["title"], limit=LIMITS["title"]),
            *(
                TextField(name, _(label), value[name], is_long=True, limit=LIMITS[name])
                for name, label in _SAID.items()
            ),
            TextField(
                "link", _("Web address, if there is one"), value["link"], is_required=False, limit=LIMITS["link"]
            ),
            Choice("language", _("Language"), languages, language if language in list(Language) else _.language.value),
        ),
        _("Preview"),
        arg,
        dict(errors or {}),
        _("Once a coordinator has approved it, everybody finds it, under the name of your organisation or branch."),
    )


def model(_: Texts, found: Model, *said: str, is_author: bool, may_approve: bool) -> Card:
    """A model as it will be found, and what the reader may do with it. `said` is what has just happened."""
    page = found.page
    parts: list[Part] = [Text(cut(text, 1_000)) for text in said if text]
    parts.append(Text(Strong(f"{found.id} · {_(_STATES[found.state])}"), "\n", Strong(cut(page.title, 500))))
    parts += [Text(Strong(_(name)), "\n", cut(getattr(page, field), 1_700)) for field, name in _SAID.items()]
    by = _("a model of {organisation}", organisation=cut(owner(page, found.sheet), 300))
    parts.append(Text("\n".join(filter(None, (by, cut(page.link, 700)))), quiet=True))
    buttons = _doing(_, found, is_author=is_author, may_approve=may_approve)
    return Card(*parts, Buttons(buttons))


def _doing(_: Texts, found: Model, *, is_author: bool, may_approve: bool) -> tuple[Button, ...]:
    arg = f"{found.id} {found.revision}"
    edit = FormButton(_("Edit"), "worksheet.remodel", arg)
    last = Button(_("Models"), "worksheet.models") if may_approve else Button(_("Menu"), "home.menu")
    match found.state:
        case "draft" | "returned" if is_author:
            return Button(_("Send for approval"), "worksheet.propose", arg), edit, last
        case "proposed" if may_approve:
            back = FormButton(_("Return"), "worksheet.back", arg)
            return Button(_("Approve"), "worksheet.publish", arg), edit, back, last
        case "published" if may_approve:
            return Button(_("Take out of use"), "worksheet.retire", arg), last
    return (last,)


def back(_: Texts, found: Model, errors: Mapping[str, str] | None = None) -> Form:
    """What is to be different?"""
    field = TextField("note", _("What is to be different"), is_long=True, limit=NOTE)
    return Form(_("Return"), "worksheet.back", (field,), _("Send"), f"{found.id} {found.revision}", dict(errors or {}))


def told(_: Texts, found: Model, note: str = "") -> Card:
    """To its author: it is published, or returned with a note."""
    is_out = found.state == "published"
    said = _("Your model is published, and others find it.") if is_out else _("Your model was returned to you.")
    notes = [Text(cut(note, 1_500))] if note else []
    title = Text(f"{found.id} · {cut(found.page.title, 300)}")
    return Card(
        Text(Strong(said)), title, *notes, Buttons((Button(_("Open {id}", id=found.id), "worksheet.page", found.id),))
    )


def models(_: Texts, waiting: Sequence[Model], published: Sequence[Model]) -> Card:
    """What waits for approval, and what is published."""
    parts = [
        Text(Strong(head), "\n", "\n".join(_line(_, one) for one in found[:LISTED]), _more(_, found))
        for head, found in ((_("Waiting for approval"), waiting), (_("Published"), published))
        if found
    ]
    every = (*waiting, *published)
    choose = (FormButton(_("Open a model"), "worksheet.find"),) if every else ()
    nothing = () if parts else (Text(_("There are no models yet. They are made from a row of a worksheet.")),)
    back = Button(_("Worksheets"), "worksheet.overview")
    return Card(Text(Strong(_("Models"))), *parts, *nothing, Buttons((*choose, back)))


def _more(_: Texts, found: Sequence[Model]) -> str:
    return "\n" + _("… and {n} more", n=_.number(len(found) - LISTED)) if len(found) > LISTED else ""


def _line(_: Texts, one: Model) -> str:
    return f"• {one.id} · {cut(one.page.title, 80)} · {cut(whose(_, one.sheet), 60)}"


def find(_: Texts, found: Sequence[Model]) -> Form:
    """Which one? The first hundred."""
    options = tuple((one.id, cut(f"{one.id} {one.page.title}", 75)) for one in found[:100])
    return Form(_("Open a model"), "worksheet.find", (Choice("id", _("Model"), options),), _("Open"))


def waiting(_: Texts, found: Sequence[Model]) -> Section:
    """What waits for approval, on a desk or in a morning digest."""
    head = _.plural("{n} model waits for your approval:", "{n} models wait for your approval:", len(found))
    lines = "\n".join(_line(_, one) for one in found[:3])
    more = "\n" + _("… and {n} more", n=_.number(len(found) - 3)) if len(found) > 3 else ""
    return Section((Text(Strong(head), "\n", lines, more),), (Button(_("Models"), "worksheet.models"),))


def gone(_: Texts) -> Card:
    """No such model, or not theirs."""
    return Card(Text(_("I have no such model for you.")), Buttons((Button(_("Menu"), "home.menu"),)))
