"""Experts answer what the material cannot.

A question goes from its asker (asking) to the best experts (routing, offering), one of whom takes it (handling) and answers
(answering); the asker follows it to the end (following); words that come without a form find their way (meaning); and what
the asker agrees to share (sharing), and a coordinator approves (approving), becomes knowledge that is kept right (keeping).
What experts know and when they work, they say themselves (expertise); coordinators see how it all goes (overview).
"""

from bot.skills.escalation import (
    answering,
    approving,
    asking,
    expertise,
    following,
    handling,
    keeping,
    meaning,
    mornings,
    offering,
    overview,
    sharing,
    writing,
)
from bot.skills.escalation.skill import escalation

__all__ = [
    "answering", "approving", "asking",
    "escalation", "expertise", "following", "handling", "keeping", "meaning", "mornings", "offering", "overview", "sharing", "writing",
]  # fmt: skip
