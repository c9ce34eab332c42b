"""One risk: its card, its form, taking it out; and typical risks to think with."""

from collections.abc import Mapping, Sequence

from bot.cards import Button, Buttons, Card, Facts, FormButton, Strong, Text, cut
from bot.forms import Choice, Choices, Field, Form, TextField
from bot.skills.risks.prompts import PROMPTS
from bot.skills.risks.records.sheets import Assessed, Risk, Sheet
from bot.skills.risks.words import BEARERS, LIMITS, PLACES, called, consequence, likelihood, line, words
from bot.texts import Texts

GRADES = range(1, 6)


def pick(_: Texts, found: Sheet, risks: Sequence[Risk]) -> Form:
    """Which risk?"""
    options = tuple((str(one.nth), cut(line(_, one, 60), 75)) for one in risks)
    asked = Choice("risk", _("Risk"), options)
    return Form(_("Choose a risk"), "risks.pick", (asked,), _("Open"), found.id)


def risk(_: Texts, found: Sheet, one: Risk, *said: str) -> Card:
    """One risk, all that is said of it. `said` is what has just happened."""
    about, open_ = one.said, _("not assessed")
    grades = (
        (_("Likelihood"), f"{about.likelihood} · {likelihood(_, about.likelihood)}" if about.likelihood else open_),
        (
            _("Consequence"),
            f"{about.consequence} · {consequence(_, about.consequence)}" if about.consequence else open_,
        ),
        (_("Level"), f"{about.score} · {called(_, about.score)}" if about.score else open_),
    )
    bearer = _(BEARERS[about.bearer]) if about.bearer else _("not agreed")
    facts = Facts(
        (
            (_("Where it sits"), _(PLACES[about.where])),
            *grades,
            (_("Who bears it"), bearer),
            (_("Who is responsible"), cut(about.responsible, 300) or _("nobody yet")),
        )
    )
    parts = [Text(text) for text in said if text]
    is_prompt = (
        (Text(_("This is a prompt: is it so here? Assess it, or put it into your own words."), quiet=True),)
        if about.prompt and not about.score
        else ()
    )
    head = Text(Strong(_("{id} · risk {n}", id=found.id, n=one.nth)), "\n", cut(words(_, about), 2_400))
    measure = Text(Strong(_("Measure")), "\n", cut(about.measure, 2_400) or _("none yet"))
    where = f"{found.id} {one.nth}"
    buttons = (
        FormButton(_("Edit"), "risks.change", where),
        Button(_("Remove"), "risks.remove", where),
        FormButton(_("Choose a risk"), "risks.pick", found.id),
        Button(_("Open {id}", id=found.id), "risks.open", found.id),
    )
    return Card(*parts, head, *is_prompt, facts, measure, Buttons(buttons))


def form(
    _: Texts,
    told: Mapping[str, str],
    *,
    arg: str,
    errors: Mapping[str, str] | None = None,
    is_new: bool = False,
    now: Assessed | None = None,
) -> Form:
    """All that is to be said of a risk; `now` is what somebody else has made of it meanwhile."""
    value = {name: told.get(name, "")[: LIMITS[name]] for name in ("words", "measure", "responsible")}
    nth = arg.split(" ")[1:2]
    return Form(
        title=_("Add a risk") if is_new else _("Risk {n}", n="".join(nth)),
        action="risks.add" if is_new else "risks.change",
        fields=(
            TextField("words", _("What may happen"), value["words"], is_long=True, limit=LIMITS["words"]),
            _choice("where", _("Where it sits"), {one.value: _(name) for one, name in PLACES.items()}, told, is_required=True),
            _choice("likelihood", _("Likelihood"), {str(n): f"{n} · {likelihood(_, n)}" for n in GRADES}, told),
            _choice("consequence", _("Consequence"), {str(n): f"{n} · {consequence(_, n)}" for n in GRADES}, told),
            TextField(
                "measure", _("Measure"), value["measure"], _("What makes it less likely or less bad"),
                is_long=True, is_required=False, limit=LIMITS["measure"],
            ),
            TextField(
                "responsible", _("Who is responsible"), value["responsible"], is_required=False, limit=LIMITS["responsible"],
            ),
            _choice("bearer", _("Who bears it"), {one.value: _(name) for one, name in BEARERS.items()}, told),
        ),
        submit=_("Save"),
        arg=arg,
        errors=dict(errors or {}),
        text="\n".join((*((_meanwhile(_, now),) if now else ()), _scales(_))),
    )  # fmt: skip


def _choice(
    name: str, label: str, options: Mapping[str, str], told: Mapping[str, str], *, is_required: bool = False
) -> Choice:
    chosen = told.get(name, "")
    return Choice(name, label, tuple(options.items()), chosen if chosen in options else "", is_required)


def _scales(_: Texts) -> str:
    likely = _("Likelihood: 1 it would surprise everybody, 3 it may go either way, 5 we count on it.")
    bad = _("Consequence: 1 some extra work, 3 the objective is reached late, dearer or in part, 5 it is not reached.")
    return "\n".join((likely, bad, _("What you do not know yet, leave open.")))


def _meanwhile(_: Texts, now: Assessed) -> str:
    """What stands there now, beside what the reader has typed."""
    told = (
        (_("What may happen"), words(_, now)),
        (_("Where it sits"), _(PLACES[now.where])),
        (_("Likelihood"), str(now.likelihood or "–")),
        (_("Consequence"), str(now.consequence or "–")),
        (_("Measure"), now.measure),
        (_("Who is responsible"), now.responsible),
        (_("Who bears it"), _(BEARERS[now.bearer]) if now.bearer else ""),
    )
    said = "; ".join(f"{name}: {cut(text, 200)}" for name, text in told if text)
    return cut(_("Now it says: {said}", said=said), 800)


def remove(_: Texts, found: Sheet, one: Risk) -> Card:
    """Whether a risk is really to go."""
    asked = Text(Strong(_("Remove risk {n} from {id}?", n=one.nth, id=found.id)), "\n", cut(words(_, one.said), 1_000))
    where = f"{found.id} {one.nth}"
    yes = Button(_("Remove"), "risks.removed", f"{where} {one.revision}")
    return Card(asked, Text(_("This cannot be undone.")), Buttons((yes, Button(_("Keep it"), "risks.risk", where))))


def late(_: Texts, found: Sheet, said: Assessed, told: str, *again: FormButton) -> Card:
    """It could not be kept: why, what the reader wrote, and the form to put it in `again`."""
    pairs = (
        (_("What may happen"), said.words),
        (_("Measure"), said.measure),
        (_("Who is responsible"), said.responsible),
    )
    parts = [Text(Strong(name), "\n", cut(text, 2_400)) for name, text in pairs if text]
    facts = Facts(
        (
            (_("Likelihood"), str(said.likelihood or "–")),
            (_("Consequence"), str(said.consequence or "–")),
            (_("Where it sits"), _(PLACES[said.where])),
            (_("Who bears it"), _(BEARERS[said.bearer]) if said.bearer else "–"),
        )
    )
    return Card(
        Text(told, " ", _("This is what you wrote:")),
        *parts,
        facts,
        Buttons((*again, Button(_("Open {id}", id=found.id), "risks.open", found.id))),
    )


def prompts(_: Texts, found: Sheet, used: set[str], errors: Mapping[str, str] | None = None) -> Form | None:
    """Typical risks that are not in the sheet yet, to be marked by place; None where all are."""
    fields: list[Field] = []
    for where, name in PLACES.items():
        left = tuple((key, _(text)) for key, (place, text) in PROMPTS.items() if place is where and key not in used)
        if left:
            fields.append(Choices(where.value, _(name), left))
    if not fields:
        return None
    told = _("Prompts to think with, not findings: which of them may be so in this purchase? Assess them afterwards.")
    return Form(
        _("Typical risks"), "risks.prompts", tuple(fields), _.context("button", "Add"), found.id,
        errors=dict(errors or {}), text=told,
    )  # fmt: skip
