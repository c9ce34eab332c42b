"""How risks are spoken of: the places where they sit, the two scales and what their product amounts to, and ids."""

import re
from collections.abc import Iterable

from bot.cards import cut
from bot.skills.risks.prompts import PROMPTS
from bot.skills.risks.records.sheets import Assessed, Bearer, Risk, Sheet, Where
from bot.texts import N_, W_, Texts

PLACES = {
    Where.OBJECT: N_("The object bought"),
    Where.PARTIES: N_("What the buyer and the suppliers do"),
    Where.PROCESS: N_("The procurement process"),
    Where.MARKET: N_("Markets and ecosystems"),
}
LIKELIHOODS = (
    W_("likelihood", "very unlikely"),
    W_("likelihood", "unlikely"),
    W_("likelihood", "possible"),
    W_("likelihood", "likely"),
    W_("likelihood", "almost certain"),
)
CONSEQUENCES = (
    W_("consequence", "hardly noticed"),
    W_("consequence", "small"),
    W_("consequence", "marked"),
    W_("consequence", "serious"),
    W_("consequence", "the purchase fails"),
)
"""From 1 to 5."""
LEVELS = (
    (1, W_("level of risk", "low")),
    (5, W_("level of risk", "moderate")),
    (10, W_("level of risk", "high")),
    (15, W_("level of risk", "critical")),
)
"""From which product of the two on a risk is called so."""
HIGHEST = 25
BEARERS = {
    Bearer.BUYER: N_("The buyer"),
    Bearer.SUPPLIER: N_("The supplier"),
    Bearer.SHARED: N_("Shared"),
}
LIMITS = {"title": 150, "objective": 1_000, "success": 1_000, "words": 500, "measure": 1_000, "responsible": 100}


def sheet_id(said: str) -> str | None:
    """ "K12" for what somebody says aloud: "k12"; None for anything else."""
    found = re.fullmatch(r"k([1-9]\d{0,7})", said.strip().casefold())
    return f"K{found[1]}" if found else None


def head(found: Sheet) -> str:
    """Its id and what is bought."""
    return f"{found.id} · {cut(found.purchase.title, 300)}"


def level(score: int) -> int:
    """Which of LEVELS a product of 1–25 is."""
    return max(n for n, (least, _word) in enumerate(LEVELS) if score >= least)


def called(_: Texts, score: int) -> str:
    """What a product amounts to, in a word; that nobody has assessed it for 0."""
    return _.context("level of risk", LEVELS[level(score)][1]) if score else _("not assessed")


def ranges(_: Texts) -> tuple[str, ...]:
    """Each level with the products it stands for, the lowest first."""
    ends = [least - 1 for least, _word in LEVELS[1:]] + [HIGHEST]
    return tuple(f"{least}–{end} {called(_, least)}" for (least, _word), end in zip(LEVELS, ends, strict=True))


def likelihood(_: Texts, grade: int) -> str:
    """A grade of the scale in words."""
    return _.context("likelihood", LIKELIHOODS[grade - 1])


def consequence(_: Texts, grade: int) -> str:
    """A grade of the scale in words."""
    return _.context("consequence", CONSEQUENCES[grade - 1])


def words(_: Texts, said: Assessed) -> str:
    """What the risk is: a typical one in the reader's language, one in somebody's own words as it was written."""
    return _(PROMPTS[said.prompt][1]) if said.prompt in PROMPTS else said.words


def mark(_: Texts, said: Assessed) -> str:
    """How high it is: "15 critical (3 × 5)"; of a typical risk that nobody has assessed, that it is only a prompt."""
    if said.score:
        return f"{said.score} {called(_, said.score)} ({said.likelihood} × {said.consequence})"
    return _("prompt, not assessed") if said.prompt else called(_, 0)


def line(_: Texts, one: Risk, room: int) -> str:
    """A risk in a list."""
    return f"{one.nth} · {mark(_, one.said)} · {cut(words(_, one.said), room)}"


def numbers(found: Iterable[Risk]) -> str:
    """Their numbers, the lowest first."""
    return ", ".join(str(nth) for nth in sorted(one.nth for one in found))
