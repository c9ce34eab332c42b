"""What the codes of records are called, in English; `_(BRANCHES[branch])` is in the reader's language."""

from bot.people import Branch, Language, Role
from bot.texts import N_

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
