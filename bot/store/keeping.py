"""How long Sparri keeps what, in one place: the nightly retention goes by it, and the privacy notice tells it."""

from dataclasses import dataclass
from datetime import timedelta

YEAR = timedelta(days=365)

QUESTIONS = 2 * YEAR
"""A question with its answer and what was thought of it."""
HELD = timedelta(days=1)
"""A question that seemed to hold a secret, and was neither asked nor taken back after the warning."""
EVENTS = timedelta(days=7)
"""What came in, after it was worked on: its words are gone by then, unless it failed. Platforms deliver twice within
minutes, at worst within a day: never less than that."""
MESSAGES = timedelta(days=30)
"""That a message was shown, without its words: by its id it can be redrawn."""
AUDIT = 2 * YEAR
"""Who did what to whom."""
LINK_CODE = timedelta(minutes=10)
"""How long a code may be typed, and then how long the question whether to link may be answered."""
FILES = timedelta(days=7)
"""A file that was handed out, where we keep it ourselves."""
ONCE = timedelta(days=7)
"""That something came which was to come once, so that it does not come again; and when somebody was away."""
STRANGERS = timedelta(days=1)
"""What was shown to somebody whom Sparri does not know (any more)."""


@dataclass(frozen=True)
class Periods:
    """The times that an installation may choose; the others above are what the work itself needs, and no longer."""

    questions: timedelta = QUESTIONS
    events: timedelta = EVENTS
    messages: timedelta = MESSAGES
    audit: timedelta = AUDIT
    files: timedelta = FILES
