"""Who is in the room: persons, what they may do, where they belong and where they are reached."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is to the programme. Everybody is a procurer; the other roles come on top."""

    PROCURER = "procurer"
    EXPERT = "expert"
    COORDINATOR = "coordinator"
    ADMIN = "admin"


class Language(StrEnum):
    """The three languages, equals. The order is that of menus."""

    FI = "fi"
    SV = "sv"
    EN = "en"


class Branch(StrEnum):
    """Administrative branch of the state (by its ministry), or municipality, or wellbeing services county, or other."""

    VNK = "vnk"
    UM = "um"
    OM = "om"
    SM = "sm"
    PLM = "plm"
    VM = "vm"
    OKM = "okm"
    MMM = "mmm"
    LVM = "lvm"
    TEM = "tem"
    STM = "stm"
    YM = "ym"
    MUNICIPALITY = "municipality"
    COUNTY = "county"
    OTHER = "other"


@dataclass(frozen=True)
class Address:
    """Where a person is heard and answered.

    `platform` is "console", "slack" or "teams"; `workspace`, `user`, `conversation` and `thread` are the platform's own
    ids ("" where there is none). Two addresses with the same `lane` share one order of messages.
    """

    platform: str
    workspace: str
    user: str
    conversation: str
    thread: str = ""

    @property
    def lane(self) -> str:
        """The conversation as one word: lock, order and pace of delivery hang on it."""
        return f"{self.platform}:{self.workspace}:{self.conversation}"


@dataclass(frozen=True)
class Person:
    """Somebody Sparri has met. `id` is "P" and a number; texts are "" where not told yet.

    `welcomed` says that the first message with the AI notice has been shown.
    """

    id: str
    name: str
    language: Language
    roles: frozenset[Role]
    organisation: str
    branch: Branch | None
    zone: str
    welcomed: bool
    address: Address

    def is_a(self, role: Role) -> bool:
        """Whether the person has the role; everybody is a procurer."""
        return role is Role.PROCURER or role in self.roles
