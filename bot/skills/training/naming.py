"""What modules are called, also those that are no longer here."""

from collections.abc import Sequence

from bot.texts import Texts
from training_modules.catalogue import Module


def titles(_: Texts, modules: Sequence[Module]) -> dict[str, str]:
    """The titles of the modules in the reader's language, by id and in their order."""
    return {one.id: one.titles[_.language.value] for one in modules}


def title(_: Texts, modules: Sequence[Module], id_: str) -> str:
    """The title of a module; the id of one that was taken away."""
    return titles(_, modules).get(id_) or _("{id} (no longer here)", id=id_)
