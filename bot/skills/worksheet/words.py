"""What the lines of a worksheet are called, how long they may be, and how what they say is said. Pure."""

from bot.audience import Audience, Whom
from bot.people import Branch
from bot.skills.worksheet.records.sheets import Line
from bot.texts import N_, Texts
from bot.texts.called import BRANCHES
from training_modules.catalogue import CATEGORIES

ROWS = {
    **dict(
        zip(
            CATEGORIES,
            (N_("Leadership"), N_("Spreading information"), N_("Competence"), N_("Concrete tools")),
            strict=True,
        )
    ),
    "guidance": N_("Procurement in performance guidance"),
    "responsible": N_("A responsible person in the organisation"),
    "training": N_("Training for the branch"),
}
"""The four categories of the action programme and its three actions that are named in public, by code. Of the others nobody
knows here: an installation's own copy of the report may hold more."""
FACTS = {
    "target": N_("Performance target"),
    "dialogues": N_("Market dialogues planned"),
    "deals": N_("Green Deal commitments"),
}
"""What is said once for the whole worksheet, by code."""
LINES = {**ROWS, **FACTS}
LIMITS = {"meaning": 1_500, "responsible": 120, "next_step": 400, **dict.fromkeys(FACTS, 1_500)}


def whose(_: Texts, sheet: Audience) -> str:
    """Whose worksheet it is."""
    return _(BRANCHES[Branch(sheet.value)]) if sheet.whom is Whom.BRANCH else sheet.value


def step(_: Texts, line: Line) -> str:
    """The next step of a line on a line of text, "" if there is none."""
    said = [part for part in (line.next_step, _.day(line.due_on) if line.due_on else "") if part]
    return " · ".join([*said, *([_.context("step", "done")] if line.is_done and said else [])])
