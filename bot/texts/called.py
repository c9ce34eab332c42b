"""What the codes of records are called, in English; `_(BRANCHES[branch])` is in the reader's language. And audiences."""

from bot.audience import Audience, Whom
from bot.people import Branch, Language, Role, WhyNot
from bot.texts import N_, Texts

BRANCHES = {
    Branch.MUNICIPALITY: N_("Municipality"),
    Branch.COUNTY: N_("Wellbeing services county"),
    Branch.VNK: N_("Prime Minister’s Office"),
    Branch.UM: N_("Ministry for Foreign Affairs"),
    Branch.OM: N_("Ministry of Justice"),
    Branch.SM: N_("Ministry of the Interior"),
    Branch.PLM: N_("Ministry of Defence"),
    Branch.VM: N_("Ministry of Finance"),
    Branch.OKM: N_("Ministry of Education and Culture"),
    Branch.MMM: N_("Ministry of Agriculture and Forestry"),
    Branch.LVM: N_("Ministry of Transport and Communications"),
    Branch.TEM: N_("Ministry of Economic Affairs and Employment"),
    Branch.STM: N_("Ministry of Social Affairs and Health"),
    Branch.YM: N_("Ministry of the Environment"),
    Branch.OTHER: N_("Other"),
}
"""In the order people choose from; a state branch goes by the name of its ministry."""

LANGUAGES = {Language.FI: N_("Finnish"), Language.SV: N_("Swedish"), Language.EN: N_("English")}

ROLES = {
    Role.PROCURER: N_("procurer"),
    Role.EXPERT: N_("expert"),
    Role.COORDINATOR: N_("coordinator"),
    Role.ADMIN: N_("admin"),
}


CATEGORIES = {
    "leadership": N_("Leadership"),
    "information": N_("Spreading information"),
    "competence": N_("Competence"),
    "tools": N_("Concrete tools"),
}
"""The four categories of the action programme of 2017."""

DAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
"""Monday is 0."""

WHY_NOT = {
    WhyNot.INVITED: N_("has not written to Sparri yet"),
    WhyNot.CLOSED: N_("no message arrives"),
    WhyNot.OFF: N_("has turned such reminders off"),
}
"""Why a reminder reaches somebody not, said after their name."""


def audience(_: Texts, said: Audience) -> str:
    """What an audience is called where a coordinator speaks of it."""
    match said.whom:
        case Whom.ORGANISATION:
            return said.value
        case Whom.BRANCH:
            return _(BRANCHES[Branch(said.value)])
        case Whom.ROLE:
            return _("role: {role}", role=_(ROLES[Role(said.value)]))
        case Whom.PEOPLE:
            return _("people by name")
    return _("everybody in my scope")


def week(_: Texts, days: frozenset[int]) -> str:
    """Mon–Fri, or Mon, Wed, Fri."""
    found = sorted(days)
    if len(found) > 2 and found[-1] - found[0] == len(found) - 1:
        return f"{_(DAYS[found[0]])}–{_(DAYS[found[-1]])}"
    return ", ".join(_(DAYS[day]) for day in found)
