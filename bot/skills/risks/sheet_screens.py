"""A risk sheet: the list of them, one with its risks by place, and what it is of."""

from collections import Counter
from collections.abc import Mapping, Sequence

from bot.cards import Button, Buttons, Card, Facts, FormButton, Part, Strong, Text, cut
from bot.forms import Choice, Form, TextField
from bot.skills.risks.reading import NO_SESSION
from bot.skills.risks.records.sheets import MOST, Purchase, Risk, Sheet
from bot.skills.risks.words import LEVELS, LIMITS, PLACES, called, head, level, line
from bot.texts import Texts

LISTED = 12
"""Sheets in a list."""
SHOWN = 20
"""Risks on the card of a sheet, the highest; the others are behind a choice, and in the file."""
_MENU = "home.menu"


def overview(_: Texts, sheets: Sequence[Sheet], session: str = "") -> Card:
    """Those the reader sees; with a session, those that are kept with it."""
    title = _("Risk sheets of {id}", id=session) if session else _("Risk sheets")
    parts: list[Part] = [Text(Strong(title))]
    if sheets:
        parts.append(Text("\n".join(_listed(_, one) for one in sheets[:LISTED])))
    if len(sheets) > LISTED:
        parts.append(Text(_("… and {n} more: choose one, or write its id.", n=_.number(len(sheets) - LISTED))))
    if not sheets:
        parts.append(
            Text(_("No risk sheet is kept with this session yet.") if session else _("You have no risk sheet yet."))
        )
        parts.append(Text(_purpose(_), quiet=True))
    buttons: list[Button] = []
    if len(sheets) == 1:
        buttons.append(_open(_, sheets[0]))
    elif sheets:
        buttons.append(FormButton(_("Choose a risk sheet"), "risks.choose", session))
    buttons.append(FormButton(_("New risk sheet"), "risks.new", session))
    if session:
        buttons.append(Button(_("All risk sheets"), "risks.overview"))
    return Card(*parts, Buttons((*buttons, Button(_("Menu"), _MENU))))


def _purpose(_: Texts) -> str:
    return _(
        "A risk sheet gathers the risks of a planned purchase by the four places where risk sits, ranks them by likelihood "
        "and consequence, and says who bears them and what is done about them. The four places come from the study VN TEAS 2022:36."
    )


def _listed(_: Texts, found: Sheet) -> str:
    count = _.plural("{n} risk", "{n} risks", found.count)
    session = f" · {found.purchase.session}" if found.purchase.session else ""
    return f"• {found.id} · {cut(found.purchase.title, 100)} · {count}{session}"


def choose(_: Texts, sheets: Sequence[Sheet]) -> Form:
    """Which sheet?"""
    options = tuple((one.id, cut(head(one), 75)) for one in sheets[:100])
    return Form(
        _("Choose a risk sheet"),
        "risks.choose",
        (Choice("sheet", _("Risk sheet"), options),),
        _("Open"),
    )


def form(
    _: Texts,
    told: Mapping[str, str],
    sessions: Mapping[str, str],
    *,
    arg: str = "",
    is_new: bool = True,
    errors: Mapping[str, str] | None = None,
) -> Form:
    """What is bought, what for, and what must succeed. `sessions` are the labels of those it may be kept with, by id."""
    value = {name: told.get(name, "")[: LIMITS[name]] for name in ("title", "objective", "success")}
    options = ((NO_SESSION, _("None: only I see it")), *((id_, cut(label, 75)) for id_, label in sessions.items()))
    chosen = told.get("session", "")
    session = Choice(
        "session", _("Kept with the sparring session"), options, chosen if chosen in sessions else NO_SESSION
    )
    return Form(
        title=_("New risk sheet") if is_new else _("Risk sheet {id}", id=arg.split(" ")[0]),
        action="risks.new" if is_new else "risks.edit",
        fields=(
            TextField("title", _("What is to be bought"), value["title"], limit=LIMITS["title"]),
            TextField(
                "objective", _("Its objective"), value["objective"], _("What is better once it has succeeded"),
                is_long=True, is_required=False, limit=LIMITS["objective"],
            ),
            TextField(
                "success", _("What must succeed"), value["success"], _("Without which the objective is not reached"),
                is_long=True, is_required=False, limit=LIMITS["success"],
            ),
            *((session,) if sessions else ()),
        ),
        submit=_("Save"),
        arg=arg,
        errors=dict(errors or {}),
        text=_("Everybody who is in the session sees and changes the sheet, and nobody else does.") if sessions else "",
    )  # fmt: skip


def sheet(_: Texts, found: Sheet, risks: Sequence[Risk], *said: str) -> Card:
    """A sheet with its highest risks, by where they sit. `said` is what has just happened."""
    parts: list[Part] = [Text(cut(text, 1_000)) for text in said if text]
    parts.append(Text(Strong(head(found))))
    told = ((_("Its objective"), found.purchase.objective), (_("What must succeed"), found.purchase.success))
    pairs = [(name, cut(text, 300)) for name, text in told if text]
    pairs += [(_("Risks"), _counts(_, risks))] if risks else []
    parts.append(Facts((*pairs, (_("Who sees it"), seen_by(_, found)))))
    parts += _by_place(_, risks)
    if len(risks) > SHOWN:
        left = _.number(len(risks) - SHOWN)
        parts.append(Text(_("These are the {n} highest. The other {m} are behind “{button}” and in the table.",
                            n=_.number(SHOWN), m=left, button=_("Choose a risk")), quiet=True))  # fmt: skip
    if any(one.said.score for one in risks):
        parts.append(Text(_("In brackets: likelihood × consequence."), quiet=True))
    if not risks:
        parts.append(Text(_("There are no risks in it yet. Typical ones help to begin.")))
    if found.is_full:
        parts.append(Text(_("It is full: a sheet holds {n} risks.", n=_.number(MOST))))
    return Card(*parts, Buttons(_buttons(_, found, has_risks=bool(risks))))


def _counts(_: Texts, risks: Sequence[Risk]) -> str:
    """How many there are of each level, the highest first."""
    counted = Counter(level(one.said.score) if one.said.score else -1 for one in risks)
    said = {at: _.context("level of risk", word) for at, (_least, word) in enumerate(LEVELS)} | {-1: called(_, 0)}
    return " · ".join(f"{said[at]} {_.number(counted[at])}" for at in sorted(counted, reverse=True))


def _by_place(_: Texts, risks: Sequence[Risk]) -> list[Part]:
    shown, parts = risks[:SHOWN], list[Part]()
    for where, name in PLACES.items():
        here = [line(_, one, 80) for one in shown if one.said.where is where]
        every = sum(one.said.where is where for one in risks)
        if every:
            more = [_("… and {n} more", n=_.number(every - len(here)))] if every > len(here) else []
            parts.append(Text(Strong(_(name)), "\n", "\n".join([*here, *more])))
    return parts


def seen_by(_: Texts, found: Sheet) -> str:
    """Who sees and changes the sheet."""
    if found.purchase.session:
        return _("Everybody who is in {id}, and whoever made it", id=found.purchase.session)
    return _("Only you")


def _buttons(_: Texts, found: Sheet, *, has_risks: bool) -> tuple[Button, ...]:
    add = () if found.is_full else (FormButton(_("Add a risk"), "risks.add", found.id),)
    about = Button(_("About the sheet"), "risks.about", found.id)
    if not has_risks:
        return *add, prompts(_, found), about, Button(_("All risk sheets"), "risks.overview")
    return (
        *add,
        FormButton(_("Choose a risk"), "risks.pick", found.id),
        Button(_("Risk matrix"), "risks.picture", found.id),
        FormButton(_("Export"), "risks.export", found.id),
        about,
    )


def prompts(_: Texts, found: Sheet) -> FormButton:
    """The way to typical risks."""
    return FormButton(_("Typical risks"), "risks.prompts", found.id)


def about(_: Texts, found: Sheet, *, is_mine: bool, zone: str) -> Card:
    """All that stands above the risks, and what else can be done with the sheet."""
    told = (
        (_("Its objective"), found.purchase.objective),
        (_("What must succeed"), found.purchase.success),
        (_("Who sees it"), seen_by(_, found)),
        (_("Last changed"), _.moment(found.changed_at, zone)),
    )
    parts = [Text(Strong(name), "\n", cut(text, 2_400)) for name, text in told if text]
    more = () if found.is_full else (prompts(_, found),)
    delete = (Button(_("Delete"), "risks.delete", found.id),) if is_mine else ()
    buttons = FormButton(_("Edit"), "risks.edit", found.id), *more, *delete, _open(_, found)
    session = found.purchase.session
    spar = (
        Button(_("Open {id}", id=session), "sparring.open", session)
        if session
        else FormButton(_("Ask for sparring"), "sparring.ask", cut(found.purchase.title, 190))
    )
    return Card(Text(Strong(head(found))), *parts, Buttons((*buttons, spar)))


def delete(_: Texts, found: Sheet) -> Card:
    """Whether the sheet is really to go."""
    asked = Text(Strong(_("Delete {id}?", id=found.id)), f" {cut(found.purchase.title, 300)}")
    told = _("It goes with all that is in it, for everybody who sees it. This cannot be undone.")
    buttons = Button(_("Delete"), "risks.drop", found.id), Button(_("Keep it"), "risks.open", found.id)
    return Card(asked, Text(told), Buttons(buttons))


def deleted(_: Texts, found: Sheet) -> Card:
    """That it has gone."""
    return Card(Text(_("{id} is deleted.", id=found.id)), _overview_only(_))


def gone(_: Texts) -> Card:
    """There is no such sheet, or it is not for the reader: which of the two, nobody is told."""
    return Card(Text(_("There is no such risk sheet for you.")), _overview_only(_))


def late(_: Texts, found: Sheet, typed: Purchase) -> Card:
    """Somebody was faster: what the reader wrote, to be put in again."""
    said = Text(_("{id} was changed meanwhile. This is what you wrote:", id=found.id))
    texts = [Text(cut(text, 2_400)) for text in (typed.title, typed.objective, typed.success) if text]
    return Card(said, *texts, Buttons((FormButton(_("Edit"), "risks.edit", found.id), _open(_, found))))


def _overview_only(_: Texts) -> Buttons:
    return Buttons((Button(_("All risk sheets"), "risks.overview"), Button(_("Menu"), _MENU)))


def _open(_: Texts, found: Sheet) -> Button:
    return Button(_("Open {id}", id=found.id), "risks.open", found.id)
