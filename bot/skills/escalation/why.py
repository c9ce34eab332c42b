"""Why an expert is suggested: kept with the offer, and said to them in their own language. Pure."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from bot.texts import Texts


@dataclass(frozen=True)
class Why:
    """What speaks for somebody. `topic` is the one that met the question, "" for one of the fallback group; `stands_in_for`
    the id of the absent expert whose topic it is, "" for one's own; `passed_by` that of a colleague who chose them.

    At most one of the two is there, and stands last where it is kept: by that it is found when they are erased."""

    topic: str = ""
    has_language: bool = False
    has_branch: bool = False
    stands_in_for: str = ""
    passed_by: str = ""

    def __str__(self) -> str:
        """As it is kept: JSON with what is said of it."""
        said = {name: value for name, value in asdict(self).items() if value}
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def read(kept: str) -> Why:
    """What was kept; one that cannot be read says nothing."""
    try:
        said = json.loads(kept)
        return Why(**said) if isinstance(said, dict) else Why()
    except (ValueError, TypeError):
        return Why()


def reason(_: Texts, kept: str, names: Mapping[str, str] | None = None) -> str:
    """Why somebody is suggested, as said to them; `names` are people's by id."""
    why = read(kept)
    if why.passed_by:
        name = (names or {}).get(why.passed_by, "")
        return _("{name} has passed it on to you.", name=name) if name else _("A colleague has passed it on to you.")
    if not why.topic:
        return _("You are suggested because you take questions that no free expert has among their topics.")
    if why.stands_in_for:
        name = (names or {}).get(why.stands_in_for, "")
        said = [
            _(
                "You are suggested in place of {name}, who is away and has “{topic}” as a topic.",
                name=name,
                topic=why.topic,
            )
            if name
            else _(
                "You are suggested in place of a colleague who is away and has “{topic}” as a topic.", topic=why.topic
            )
        ]
    else:
        said = [_("You are suggested because you have “{topic}” among your topics.", topic=why.topic)]
    if why.has_language and why.has_branch:
        said.append(_("You also answer in the language of the question and know the branch it comes from."))
    elif why.has_language:
        said.append(_("You also answer in the language of the question."))
    elif why.has_branch:
        said.append(_("You also know the branch it comes from."))
    return " ".join(said)
