"""Which category of the action programme a theme belongs to: that of the nearest of a few subjects of each."""

from knowledge.matching import FITS, Asked, Matching, Topics

SUBJECTS = {
    "leadership": (
        "procurement strategy",
        "targets and performance guidance for procurement",
        "the person responsible for innovative procurement",
        "measuring the share of innovative procurement",
        "support of leaders for innovation",
    ),
    "information": (
        "spreading results and examples",
        "learning from other cities",
        "communication about procurement",
        "networks of procurers",
    ),
    "competence": ("training of procurers", "skills in innovative procurement", "courses and guidance"),
    "tools": (
        "risk management",
        "sharing risk with the supplier",
        "contract terms and incentives",
        "award criteria and life-cycle cost",
        "choosing the procurement procedure",
        "outcome-based specification",
        "market dialogue and market consultation",
        "pilots and trials",
    ),
}
_KIND = tuple(category for category, subjects in SUBJECTS.items() for _ in subjects)
_ready: dict[str, Topics] = {}
"""By encoder."""


def nearest(matching: Matching, asked: Asked) -> str:
    """The category of the subject that fits best; "" where none fits."""
    if matching.encoder not in _ready:
        every = [(subject, "en") for subjects in SUBJECTS.values() for subject in subjects]
        _ready[matching.encoder] = matching.topics(every, matching.vectors(every))
    fits = _ready[matching.encoder].fits(asked)
    best = int(fits.argmax())
    return _KIND[best] if fits[best] >= FITS else ""
