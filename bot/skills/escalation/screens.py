"""All that this skill shows; each part draws its own."""

from collections.abc import Callable

from bot.cards import Card
from bot.forms import Form
from bot.skills.escalation import (
    answer_screens,
    approving_screens,
    asker_screens,
    asking_screens,
    entry_screens,
    expert_screens,
    expertise_screens,
    export_screens,
    inbox_screens,
    overview_screens,
    parting_screens,
    sharing_screens,
    writing_screens,
)
from bot.texts import Texts

EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    *asking_screens.EXAMPLES,
    *asker_screens.EXAMPLES,
    *expert_screens.EXAMPLES,
    *parting_screens.EXAMPLES,
    *inbox_screens.EXAMPLES,
    *answer_screens.EXAMPLES,
    *sharing_screens.EXAMPLES,
    *writing_screens.EXAMPLES,
    *approving_screens.EXAMPLES,
    *entry_screens.EXAMPLES,
    *overview_screens.EXAMPLES,
    *export_screens.EXAMPLES,
    *expertise_screens.EXAMPLES,
)
