"""Who is in the room: persons, what they may do, where they belong and where they are reached."""

from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def zone_named(name: str) -> str:
    """The time zone of a name as IANA lists it; "" for what is none: a platform may say anything."""
    try:
        return ZoneInfo(name).key if name else ""
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ""


INVITED = "email"
"""The platform of the address of somebody who was entered by their e-mail address and has not written yet: `user` is that,
in lower case, and nothing is sent there. Their first address on a real platform takes its place."""


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


class Place(StrEnum):
    """Who else reads along in a conversation."""

    PRIVATE = "private"
    CHANNEL = "channel"


class WhyNot(StrEnum):
    """Why no reminder can reach somebody: they have never written to Sparri, no message arrives, or they want none."""

    INVITED = "invited"
    CLOSED = "closed"
    OFF = "off"


@dataclass(frozen=True)
class Address:
    """Where a person is heard and answered.

    `platform` is "console", "slack" or "teams" (or INVITED); `workspace`, `user`, `conversation` and `thread` are the platform's own
    ids ("" where there is none, or where it is not known yet). `route` is what else the platform needs to get there
    (Teams: the service URL); the latest one counts. Two addresses with the same `lane` share one order of messages.
    """

    platform: str
    workspace: str
    user: str
    conversation: str
    thread: str = ""
    place: Place = Place.PRIVATE
    route: str = ""

    @property
    def is_private(self) -> bool:
        """Whether only the person reads along."""
        return self.place is Place.PRIVATE

    @property
    def lane(self) -> str:
        """The conversation as one word: lock, order and pace of delivery hang on it. One with a single person goes by
        that person, whether the platform's id for it is known yet or not."""
        return f"{self.platform}:{self.workspace}:{'@' + self.user if self.is_private else self.conversation}"

    @property
    def talk(self) -> str:
        """What a follow-up follows: the lane, or a thread in it."""
        return f"{self.lane}/{self.thread}" if self.thread else self.lane


class Reach(StrEnum):
    """How far a coordinator's view goes."""

    ORGANISATION = "organisation"
    BRANCH = "branch"
    NETWORK = "network"


@dataclass(frozen=True)
class Scope:
    """What a coordinator is responsible for: `value` is the organisation or the branch, "" for the network."""

    reach: Reach
    value: str = ""


@dataclass(frozen=True)
class Profile:
    """What a platform tells of a person: "" and None for what it does not. By `email` somebody may be an admin: it is told
    only where nobody else can have entered it. `is_member` says whether Sparri is for them: guests are no members."""

    name: str = ""
    language: Language | None = None
    zone: str = ""
    organisation: str = ""
    email: str = ""
    is_member: bool | None = None


@dataclass(frozen=True)
class Person:
    """Somebody Sparri has met. `id` is "P" and a number; texts are "" where not told yet.

    `welcomed` says that the first message with the AI notice has been shown. `address` is the private one where messages
    arrive; `scopes` are those of a coordinator; `is_confirmed` says that the organisation is what the person says it is.
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
    scopes: tuple[Scope, ...] = ()
    is_confirmed: bool = False

    def is_a(self, role: Role) -> bool:
        """Whether the person has the role; everybody is a procurer."""
        return role is Role.PROCURER or role in self.roles
