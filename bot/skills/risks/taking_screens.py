"""A sheet to take along: the matrix as a picture with the same as a table beside it, and the file."""

from collections.abc import Sequence

from bot import exports, matrix
from bot.cards import ALT, Button, Buttons, Card, File, FormButton, Image, Part, Strong, Text, cut
from bot.forms import Form
from bot.matrix import Scale, Square
from bot.skills.risks.records.sheets import Risk, Sheet
from bot.skills.risks.words import (
    BEARERS,
    CONSEQUENCES,
    LIKELIHOODS,
    PLACES,
    called,
    consequence,
    head,
    level,
    likelihood,
    line,
    numbers,
    ranges,
    words,
)
from bot.tables import Value
from bot.texts import N_, Texts

NAMED = 10
"""Risks named beside the picture, the highest."""
_HEAD = (
    N_("Number"),
    N_("Where it sits"),
    N_("What may happen"),
    N_("Likelihood"),
    N_("Consequence"),
    N_("Likelihood × consequence"),
    N_("Level"),
    N_("Measure"),
    N_("Who is responsible"),
    N_("Who bears it"),
    N_("Only a prompt"),
)
_GRADES = range(1, 6)


def picture(_: Texts, found: Sheet, risks: Sequence[Risk]) -> Card:
    """The matrix, and in words what stands in it."""
    in_it = [one for one in risks if one.said.score]
    without = [one for one in risks if not one.said.score]
    parts: list[Part] = [Text(Strong(head(found)))]
    if in_it:
        cells = _cells(_, in_it)
        alt = _(
            "Matrix: likelihood from 1 to 5 upwards, consequence from 1 to 5 to the right. {cells}",
            cells="; ".join(cells),
        )
        parts.append(Image(f"sparri-risks-{found.id}.png", _drawn(_, found, in_it), cut(alt, ALT)))
        parts.append(Text(Strong(_("Likelihood × consequence: numbers of the risks")), "\n", "\n".join(cells)))
        parts.append(Text(Strong(_("The highest")), "\n", "\n".join(line(_, one, 80) for one in in_it[:NAMED])))
    else:
        parts.append(Text(_("There is nothing to draw yet: no risk has both a likelihood and a consequence.")))
    if without:
        parts.append(Text(_("Not assessed: {numbers}", numbers=numbers(without))))
    export = (FormButton(_("Export"), "risks.export", found.id),) if risks else ()
    return Card(*parts, Buttons((Button(_("Open {id}", id=found.id), "risks.open", found.id), *export)))


def _cells(_: Texts, risks: Sequence[Risk]) -> list[str]:
    """What stands in each square that is not empty, the highest first."""
    found: dict[tuple[int, int], list[Risk]] = {}
    for one in risks:
        found.setdefault((one.said.likelihood or 0, one.said.consequence or 0), []).append(one)
    ranked = sorted(found.items(), key=lambda cell: (-cell[0][0] * cell[0][1], -cell[0][1]))
    return [f"{up} × {on} = {up * on}, {called(_, up * on)}: {numbers(here)}" for (up, on), here in ranked]


def _drawn(_: Texts, found: Sheet, risks: Sequence[Risk]) -> bytes:
    rows = tuple(tuple(_square(up, on, risks) for on in _GRADES) for up in _GRADES)
    upwards = Scale(_("Likelihood"), tuple(likelihood(_, n + 1) for n in range(len(LIKELIHOODS))))
    across = Scale(_("Consequence"), tuple(consequence(_, n + 1) for n in range(len(CONSEQUENCES))))
    return matrix.drawn(f"{found.id} · {found.purchase.title}", upwards, across, rows, ranges(_))


def _square(up: int, on: int, risks: Sequence[Risk]) -> Square:
    here = sorted(one.nth for one in risks if (one.said.likelihood, one.said.consequence) == (up, on))
    return Square(tuple(map(str, here)), str(up * on), level(up * on))


def export(_: Texts, found: Sheet) -> Form:
    """For which program?"""
    return exports.form(_, "risks.export", {}, found.id)


def exported(_: Texts, found: Sheet, risks: Sequence[Risk], kind: str, zone: str) -> Card:
    """The whole sheet as a file."""
    said = Text(_("Here is the table."), " ", _("It has every risk of {id}.", id=found.id))
    return Card(
        said,
        _file(_, found, risks, kind, zone),
        Buttons((Button(_("Open {id}", id=found.id), "risks.open", found.id),)),
    )


def _file(_: Texts, found: Sheet, risks: Sequence[Risk], kind: str, zone: str) -> File:
    called_ = cut(head(found), 200)
    return exports.file(_, f"risks-{found.id}", called_, kind, _HEAD, [_row(_, one) for one in risks], zone)


def _row(_: Texts, one: Risk) -> list[Value]:
    said = one.said
    return [
        one.nth,
        _(PLACES[said.where]),
        words(_, said),
        said.likelihood,
        said.consequence,
        said.score or None,
        called(_, said.score),
        said.measure,
        said.responsible,
        _(BEARERS[said.bearer]) if said.bearer else "",
        _("Yes") if said.prompt and not said.score else _("No"),
    ]
