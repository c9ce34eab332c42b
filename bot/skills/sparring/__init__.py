"""Sparring: a meeting is asked for, a partner found, a time voted on, prepared, held, and followed up."""

from bot.skills.sparring import (
    asking,
    ballots,
    calendar,
    choosing,
    following,
    meeting,
    mornings,
    partnering,
    seeing,
    steps,
)
from bot.skills.sparring.skill import sparring

__all__ = [
    "asking",
    "ballots",
    "calendar",
    "choosing",
    "following",
    "meeting",
    "mornings",
    "partnering",
    "seeing",
    "sparring",
    "steps",
]
