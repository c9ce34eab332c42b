"""Who an event comes from: somebody known, or met now, with what their platform tells of them."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from bot.people import Address, Language, Person, Profile, Role, zone_named
from bot.store import Conflict, Connection, Store, audit, people, personal, workspaces
from knowledge.documents import clean


def nobody(_address: Address) -> Profile:
    """What is known of somebody new on a platform that tells nothing."""
    return Profile()


@dataclass(frozen=True)
class Meeting:
    """`profile` is asked once about everybody new, and once more where it may matter: somebody has been invited since, who
    may be them; or there is no admin yet, and one of `admins`, who are admins from the beginning, may have been met before
    they were named there."""

    store: Store
    clock: Callable[[], datetime]
    profile: Callable[[Address], Profile]
    admins: frozenset[str]
    _asked: dict[tuple[str, str, str], int] = field(default_factory=dict)
    """By who is heard, the newest invitation there was when their platform told of them."""

    def person(self, address: Address) -> Person:
        """Who is there, met now if not before: in a transaction of its own, so that handlers may read first.

        Somebody an administrator has entered beforehand is introduced too, before their first message is answered.
        """
        profile, key = None, (address.platform, address.workspace, address.user)
        while True:
            with self.store.reading() as conn:
                person, invitation = people.find_by_address(conn, address), people.newest_invitation(conn)
                asked = self._asked.get(key, -1 if self.admins and not people.has_admin(conn) else 0)
            if person and (profile or (person.welcomed and invitation <= asked)):
                return person
            profile = profile or self.profile(address)
            with suppress(Conflict), self.store.writing() as conn:
                self._meet(conn, address, profile)
            if profile.email:
                self._asked[key] = invitation

    def _meet(self, conn: Connection, address: Address, profile: Profile) -> None:
        """Adds somebody new, or completes somebody entered beforehand, with what their platform tells of them."""
        known = self._known(conn, address, profile.email)
        new = known or people.add(
            conn, address, profile.language or Language.FI, zone=zone_named(profile.zone) or people.ZONE
        )
        told = {
            "name": new.name or clean(profile.name),
            "organisation": new.organisation
            or clean(profile.organisation)
            or workspaces.organisation_of(conn, address),
        }
        people.update(conn, new.id, **told)
        if _names(address, profile) & self.admins and people.give(conn, new.id, Role.ADMIN):
            audit.note(conn, self.clock(), "role given", subject=new.id, detail=f"{Role.ADMIN} by setting")

    def _known(self, conn: Connection, address: Address, email: str) -> Person | None:
        """Somebody entered beforehand, by their address or by the e-mail address that their platform vouches for (what a
        platform does not vouch for, `profile` does not tell)."""
        known = people.find_by_address(conn, address)
        if known and not personal.take_up(conn, known.id, email, self.clock()):
            return known
        met = people.get(conn, known.id) if known else people.accept(conn, email, address)
        if met:
            audit.note(conn, self.clock(), "invited", actor=met.id, subject=met.id, detail=address.platform)
        return met


def _names(address: Address, profile: Profile) -> set[str]:
    """What somebody may be called in the setting of the first admins. The id of a user of Slack counts only with its
    workspace, for it is given anew in each; the object id of Entra is one in all the world."""
    here = f"{address.workspace}:{address.user}"
    alone = set() if address.platform == "slack" else {address.user}
    return {f"{address.platform}:{here}", here, profile.email.casefold(), *alone} - {""}
