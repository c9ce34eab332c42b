"""Risk sheets: the risks of a planned purchase by where they sit, assessed, ranked, each with a measure, drawn and taken along.

A sheet is its maker's; kept with a sparring session it belongs to everybody who is in that session as well, and to nobody else.
"""

from bot.skills.risks import assessing, keeping, taking
from bot.skills.risks.skill import risks

__all__ = ["assessing", "keeping", "risks", "taking"]
