"""One person with several accounts: a code from here, typed there, confirmed there; and where messages arrive then.

What could go wrong is that somebody is talked into it, and it is closed in both directions:

- *A code of the attacker's, typed by the victim.* The card names the account that made the code and says that whoever uses
  it will see everything; and roles never travel that way: who has a role, or a scope, that the maker of the code lacks
  must make the code themselves.
- *A code of the victim's, typed by the attacker.* The card with the code says what it gives away, roles by name. Both sides
  are told at once, and one press on the card that the victim gets undoes it. The account a person was met at can never be
  unlinked, so that nobody who comes later can shut the owner out.
- *Guessing.* 30^8 codes, minutes to live, one use, TRIES an hour and person, kept as a slow digest only.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from bot.people import Address, Person
from bot.skills.people import linking_screens as screens
from bot.skills.people.skill import people
from bot.store import Connection, audit, link_codes, personal, workspaces
from bot.store import people as records
from bot.texts import N_, W_, texts
from bot.turns import Effects, Reply, Send, Show, Turn

TRIES = 5
HOUR = timedelta(hours=1)
FAILED, REFUSED = "link failed", "link refused"


@people.command(
    W_("word", "link, link account, link accounts"),
    N_("links your Slack and Teams accounts: same questions, same settings"),
    parse=link_codes.read_code,
    bare=link_codes.read_bare_code,
)
def link(turn: Turn, arg: str) -> Effects:
    """A code to type on another account, or the code of another account typed here."""
    yield from _typed(turn, arg) if arg else code(turn)


@people.pressed("code")
def code(turn: Turn, _arg: str = "") -> Effects:
    """A new code, in place of the one before."""
    new = link_codes.new_code()
    digest = link_codes.digest_of(new)
    link_codes.keep(turn.store.write(), turn.person.id, digest, turn.now)
    yield Reply(screens.code(turn.texts, new, turn.person), alone=True)


def _typed(turn: Turn, said: str) -> Effects:
    """Whose code is it, and may the two be one? What is asked then is answered by `join` or `part`."""
    digest = link_codes.digest_of(said)
    conn = turn.store.write()
    maker = records.get(conn, link_codes.maker_of(conn, digest, turn.now) or "")
    if audit.count(conn, turn.person.id, FAILED, turn.now - HOUR) >= TRIES:
        card = screens.too_many(turn.texts)
    elif maker is None:
        audit.note(conn, turn.now, FAILED, actor=turn.person.id)
        card = screens.not_valid(turn.texts)
    elif maker.id == turn.person.id:
        card = screens.own_code(turn.texts)
    elif has_more(turn.person, maker):
        audit.note(conn, turn.now, REFUSED, actor=turn.person.id, subject=maker.id)
        card = screens.has_more(turn.texts, turn.person, maker)
    else:
        there = tuple(records.addresses_of(conn, maker.id))
        token = link_codes.typed(conn, digest, turn.person.id, turn.now)
        card = screens.confirm(turn.texts, maker, there, turn.address, token, workspaces.names(conn))
    yield Reply(card, alone=True)


def has_more(person: Person, than: Person) -> bool:
    """Whether somebody has a role or a scope that the other has not."""
    return bool(person.roles - than.roles) or bool(set(person.scopes) - set(than.scopes))


@people.pressed("join")
def join(turn: Turn, token: str) -> Effects:
    """The two become one: what hangs on the person here moves to the one who made the code; everybody hears of it."""
    conn = turn.store.write()
    maker = records.get(conn, link_codes.confirmed(conn, token, turn.person.id, turn.now) or "")
    if maker is None or maker.id == turn.person.id or has_more(turn.person, maker):
        yield Reply(screens.not_valid(turn.texts), redraw=True)
        return
    before, came = records.addresses_of(conn, maker.id), records.addresses_of(conn, turn.person.id)
    known = workspaces.names(conn)
    personal.merge(conn, maker.id, turn.person.id, turn.now)
    audit.note(conn, turn.now, "linked", actor=maker.id, subject=maker.id, detail=_platforms(*before, *came))
    yield Reply(screens.linked(turn.texts, (*before, *came), known), redraw=True)
    yield from _told(maker, before, came, token, known)


def _told(
    maker: Person, before: list[Address], came: list[Address], token: str, known: workspaces.Names
) -> Iterator[Send]:
    """To every account there was: it was linked, and how to undo that."""
    _ = texts(maker.language)
    for at in before:
        yield Send(at, screens.told(_, tuple(came), known), once=f"linked:{token}:{at.lane}", must=True)


@people.pressed("part")
def part(turn: Turn, token: str) -> Effects:
    """Not linked after all; the code is used up."""
    link_codes.confirmed(turn.store.write(), token, turn.person.id, turn.now)
    yield Reply(screens.not_linked(turn.texts), redraw=True)


@people.pressed("addresses")
def addresses(turn: Turn, _arg: str = "") -> Effects:
    """Every account of the person, and where messages arrive."""
    with turn.store.read() as conn:
        yield _addresses(turn, conn)


def _addresses(turn: Turn, conn: Connection, *, redraw: bool = False) -> Reply:
    every, linked = records.addresses_of(conn, turn.person.id), records.linked(conn, turn.person.id)
    card = screens.addresses(turn.texts, tuple(every), turn.address, workspaces.names(conn), has_linked=bool(linked))
    return Reply(card, redraw=redraw, alone=True)


@people.pressed("prefer")
def prefer(turn: Turn, lane: str) -> Effects:
    """Messages arrive there from now on; the card shows it."""
    conn = turn.store.write()
    at = _named(records.addresses_of(conn, turn.person.id), lane)
    if at:
        records.prefer(conn, turn.person.id, at)
    yield _addresses(turn, conn, redraw=at is not None)


@people.form("unlink")
def unlink(turn: Turn, _arg: str = "") -> Effects:
    """Which one? Nothing opens where there is none (any more)."""
    with turn.store.read() as conn:
        linked, known = records.linked(conn, turn.person.id), workspaces.names(conn)
    if linked:
        yield Show(screens.unlink(turn.texts, tuple(linked), known))


@people.submitted("unlink")
def unlinking(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """Unlinks the one that was chosen."""
    yield from cut(turn, values.get("address", ""))


@people.pressed("cut")
def cut(turn: Turn, lanes: str) -> Effects:
    """Accounts are somebody else's again, or nobody's: who writes from there is new. Both sides are told. `lanes` are one
    account, or with spaces between all those that came along with it."""
    conn = turn.store.write()
    linked = records.linked(conn, turn.person.id)
    gone = [at for at in linked if at.lane in lanes.split() and records.unlink(conn, turn.person.id, at)]
    if not gone:
        yield _addresses(turn, conn)
        return
    about = {"actor": turn.person.id, "subject": turn.person.id, "detail": _platforms(*gone)}
    audit.note(conn, turn.now, "unlinked", **about)
    for at in gone:
        yield Send(at, screens.on_your_own(turn.texts), must=True)
    if turn.address.lane not in {at.lane for at in gone}:
        yield Reply(screens.unlinked(turn.texts, tuple(gone), workspaces.names(conn)))


def _named(addresses: list[Address], lane: str) -> Address | None:
    """What comes back from a button is looked for among the person's own."""
    return next((at for at in addresses if at.lane == lane), None)


def _platforms(*addresses: Address) -> str:
    return ", ".join(sorted({at.platform for at in addresses}))
