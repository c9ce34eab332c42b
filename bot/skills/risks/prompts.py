"""Typical risks to think with: general knowledge, written for Sparri, no findings about anybody's purchase."""

from bot.skills.risks.records.sheets import Where
from bot.texts import N_

PROMPTS = {
    "technology": (Where.OBJECT, N_("The technology does not work in our conditions")),
    "need": (Where.OBJECT, N_("The need is described wrongly: the purchase solves the wrong problem")),
    "systems": (Where.OBJECT, N_("It does not fit our systems and ways of working")),
    "steering": (Where.PARTIES, N_("Nobody has the time or the skill to steer the contract")),
    "delivery": (Where.PARTIES, N_("The supplier cannot deliver, or its key people change")),
    "use": (Where.PARTIES, N_("Those who should use it do not take it into use")),
    "requirements": (Where.PROCESS, N_("The requirements shut new solutions out")),
    "timetable": (Where.PROCESS, N_("There is no time for a market dialogue and a pilot")),
    "appeal": (Where.PROCESS, N_("The decision is appealed against, and the purchase is delayed")),
    "bidders": (Where.MARKET, N_("Too few tenders come in")),
    "lock-in": (Where.MARKET, N_("We come to depend on one supplier")),
    "change": (Where.MARKET, N_("Prices, rules or technology change during the contract")),
}
"""By a name that stays: the place where the risk sits, and its words in English."""
