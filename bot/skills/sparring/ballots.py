"""The vote on a time: options that everybody could make, votes, and whoever arranges it confirms the best."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.skills.sparring import access, reading, session_screens, telling, voting_screens
from bot.skills.sparring.access import Anybody
from bot.skills.sparring.records import voting
from bot.skills.sparring.records.voting import SAYS, Ballot
from bot.skills.sparring.skill import sparring
from bot.skills.sparring.words import View
from bot.store import Connection, experts, people, reminding, sessions
from bot.store.sessions import Part, Session
from bot.time_options import Attendee, Option, chosen, possible
from bot.turns import Effects, Later, Reply, Show, Tick, Turn
from bot.working import Hours

NOTICE = timedelta(hours=24)
"""A meeting begins no sooner than this after its time is looked for."""
VOTING_DAYS = 2
"""Working days for the vote."""
BEFORE = timedelta(hours=4)
"""The vote ends this long before the first option at the latest, and those who have not voted are reminded this long before."""
DAY = timedelta(days=1)


def attendees(conn: Connection, found: Session, persons: Collection[str]) -> list[Attendee]:
    """When people can meet: in the working hours of their profile, or those in which they want to be reminded; not in an absence
    nor in another session. Needed are whoever asked for it and the partner."""
    known = list(people.some(conn, persons).values())
    profiles, wanted = experts.all(conn), reminding.of_all(conn, known)
    begins = datetime.combine(found.wish.since, datetime.min.time(), UTC) - 2 * DAY
    busy = sessions.busy(conn, persons, begins, begins + (found.wish.until - found.wish.since) + 5 * DAY, found.id)
    partner = {one.person for one in sessions.members(conn, found.id) if one.part is Part.PARTNER}
    those = []
    for person in known:
        profile = profiles.get(person.id)
        hours = wanted[person.id].hours
        if profile:
            hours = Hours(profile.starts, profile.ends, profile.days, person.zone)
        away = tuple((one.since, one.until) for one in profile.absences) if profile else ()
        is_needed = person.id == found.organiser or person.id in partner
        those.append(Attendee(person.id, hours, away, tuple(busy[person.id]), is_needed))
    return those


def times(conn: Connection, found: Session, persons: Collection[str], now: datetime) -> list[Option]:
    """Every time at which people could meet in the days that were asked for."""
    wish = found.wish
    return possible(attendees(conn, found, persons), wish.since, wish.until, wish.zone, wish.length, now + NOTICE)


def begin(
    turn: Anybody,
    conn: Connection,
    found: Session,
    pressed_by: str = "",
    without: Collection[datetime] = (),
    news: telling.Draw | None = None,
) -> Effects:
    """Puts the best times to the vote, and tells everybody but whoever has pressed; without a time, whoever arranges it hears.
    `news` is a card that everybody must see, whether there is a vote or not."""
    those = [one.person for one in sessions.members(conn, found.id) if one.is_in]
    options = [one for one in times(conn, found, those, turn.now) if one.starts_at not in set(without)]
    picked = [one.starts_at for one in chosen(options, found.wish.zone, found.wish.length)]
    if picked:
        ballot = voting.open_(conn, found.id, picked, turn.now, _closing(conn, found, turn.now, picked[0]))
        key = f"{found.id} {ballot.number}"
        yield Later("sparring.close", ballot.closes_at, f"ballot:{ballot.number}:close", key)
        nudge_at = ballot.closes_at - BEFORE
        if nudge_at > turn.now + timedelta(hours=1):
            yield Later("sparring.nudge", nudge_at, f"ballot:{ballot.number}:nudge", key)
        yield from telling.everybody(
            turn,
            conn,
            found,
            f"r{found.revision}" if news else f"ballot:{ballot.number}",
            news or voting_screens.asked,
            pressed_by,
        )
        return
    voting.drop(conn, found.id)
    if news:
        yield from telling.everybody(turn, conn, found, f"r{found.revision}", news, pressed_by)
    else:
        key = f"no time:{found.revision}:{turn.now.timestamp()}"
        yield from telling.to_hosts(turn, conn, found, key, voting_screens.no_time, pressed_by)


def _closing(conn: Connection, found: Session, now: datetime, first: datetime) -> datetime:
    """When the vote ends: at the end of the second working day of whoever arranges it, or before the first option."""
    host = people.get(conn, found.organiser) if found.organiser else None
    hours = reminding.of(conn, host).hours if host else Hours(zone=found.wish.zone)
    day = hours.after(hours.day_of(now), VOTING_DAYS)
    return max(min(hours.beginning(day) + timedelta(hours=7), first - BEFORE), now + timedelta(hours=1))


@sparring.form("vote")
def vote(turn: Turn, arg: str) -> Effects:
    """ "S7 3": yes, maybe or no to each time."""
    with turn.store.read() as conn:
        view, ballot = _open(conn, turn, arg)
    if view and ballot:
        mine = ballot.votes.get(turn.person.id, {})
        yield Show(voting_screens.vote(turn.texts, view, ballot, mine))


@sparring.submitted("vote")
def voted(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """Keeps the vote; with the last one the time is counted. After the end it is too late, and said so."""
    _ = turn.texts
    conn = turn.store.write()
    view, ballot = _open(conn, turn, arg)
    if view is None or ballot is None:
        session = access.seen(conn, turn, arg.partition(" ")[0])
        said = _("This vote has ended.")
        yield Reply(session_screens.session(_, session, said) if session else session_screens.gone(_), alone=True)
        return
    told = {at: values.get(voting_screens.field(number), "") for number, at in enumerate(ballot.options)}
    says = {at: said for at, said in told.items() if said in SAYS}
    if not voting.cast(conn, ballot, turn.person.id, says):
        yield Reply(session_screens.session(_, view, _("This vote has ended.")), alone=True)
        return
    now = voting.latest(conn, view.found.id)
    if now and all(one.person in now.votes for one in view.inside):
        yield from counted(turn, conn, view.found, now)
    seen = access.view(conn, turn.now, turn.person, view.found)
    yield Reply(session_screens.session(_, seen, _("Thank you, your vote is kept.")), alone=True)


@sparring.due("nudge")
def nudge(tick: Tick, arg: str) -> Effects:
    """Reminds once those who have not voted."""
    conn = tick.store.write()
    found, ballot = _still(conn, arg)
    if found is None or ballot is None:
        return
    for one in sessions.members(conn, found.id):
        person = people.get(conn, one.person) if one.is_in and one.person not in ballot.votes else None
        if person:
            yield telling.to(tick, conn, person, found, f"ballot:{ballot.number}:nudge", voting_screens.nudged)


@sparring.due("close")
def close(tick: Tick, arg: str) -> Effects:
    """The time for voting is over."""
    conn = tick.store.write()
    found, ballot = _still(conn, arg)
    if found and ballot:
        yield from counted(tick, conn, found, ballot)


def counted(turn: Anybody, conn: Connection, found: Session, ballot: Ballot) -> Effects:
    """Ends the vote, once, and proposes the best time to whoever arranges it."""
    if voting.close(conn, ballot, turn.now):
        yield from telling.to_hosts(turn, conn, found, f"ballot:{ballot.number}:counted", voting_screens.counted)


@sparring.pressed("count")
def count(turn: Turn, arg: str) -> Effects:
    """Whoever arranges it looks at the votes, also before the end of the vote."""
    with turn.store.read() as conn:
        view = access.managed(conn, turn, arg)
    if view is None or view.ballot is None:
        yield Reply(session_screens.session(turn.texts, view) if view else session_screens.gone(turn.texts), alone=True)
    else:
        yield Reply(voting_screens.counted(turn.texts, view), alone=True)


@sparring.form("choose_time")
def choose_time(turn: Turn, arg: str) -> Effects:
    """Which of the times?"""
    with turn.store.read() as conn:
        view = access.managed(conn, turn, arg)
    if view and view.ballot:
        yield Show(voting_screens.choose(turn.texts, view, view.ballot))


@sparring.submitted("choose_time")
def time_chosen(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """The one that was chosen is confirmed."""
    yield from confirm(turn, f"{arg} {values.get('time', '')}")


@sparring.pressed("confirm")
def confirm(turn: Turn, arg: str) -> Effects:
    """ "S7 1764572400": it takes place then, unless somebody in it has another session at that time by now."""
    _ = turn.texts
    id_, _space, stamp = arg.partition(" ")
    conn = turn.store.write()
    view = access.managed(conn, turn, id_)
    if view is None:
        yield Reply(session_screens.gone(_), alone=True)
        return
    if view.partner is None or not view.partner.is_in:
        yield Reply(session_screens.session(_, view), alone=True)
        return
    option = next((at for at in (view.ballot.options if view.ballot else ()) if f"{at.timestamp():.0f}" == stamp), None)
    if option is None or view.found.status != "proposed":
        yield Reply(session_screens.session(_, view), alone=True)
        return
    if option <= turn.now:
        yield Reply(voting_screens.counted(_, view, _("That time is past.")), alone=True)
        return
    confirmed = sessions.confirm(conn, view.found, option)
    if confirmed is None:
        said = _("Somebody has another session at that time by now. Choose another time, or look for new ones.")
        yield Reply(voting_screens.counted(_, view, said), alone=True)
        return
    voting.drop(conn, id_)
    yield from telling.clock(turn, confirmed)
    yield from telling.everybody(
        turn, conn, confirmed, f"r{confirmed.revision}", voting_screens.confirmed, turn.person.id
    )
    now = access.view(conn, turn.now, turn.person, confirmed)
    yield Reply(voting_screens.confirmed(_, now), redraw=True)


@sparring.pressed("again")
def again(turn: Turn, arg: str) -> Effects:
    """ "S7 3": new times, none of which stood in that vote; everybody votes anew."""
    _ = turn.texts
    id_, _space, number = arg.partition(" ")
    conn = turn.store.write()
    view = access.managed(conn, turn, id_)
    if view is None or view.found.status != "proposed" or view.ballot is None or str(view.ballot.number) != number:
        yield Reply(session_screens.session(_, view) if view else session_screens.gone(_), alone=True)
        return
    yield from begin(turn, conn, view.found, without=view.ballot.options, pressed_by=turn.person.id)
    now = access.view(conn, turn.now, turn.person, view.found)
    is_new = bool(now.ballot and now.ballot.is_open)
    yield Reply(voting_screens.asked(_, now) if is_new else voting_screens.no_time(_, now), redraw=True)


@sparring.form("move")
def move(turn: Turn, arg: str) -> Effects:
    """Among which days is a time to be looked for?"""
    with turn.store.read() as conn:
        view = access.managed(conn, turn, arg)
    if view and view.found.status in ("proposed", "confirmed"):
        wish = view.found.wish
        since = max(wish.since, turn.today)
        told = {"since": since.isoformat(), "until": max(wish.until, since + timedelta(days=11)).isoformat()}
        yield Show(voting_screens.move(turn.texts, view, told))


@sparring.submitted("move")
def moved(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """ "S7 2": other days; a time that was confirmed is no more, everybody hears so with the new vote. Whoever fills it in while
    somebody else changes the session looks at it first."""
    _ = turn.texts
    id_, _space, revision = arg.partition(" ")
    with turn.store.read() as conn:
        view = access.managed(conn, turn, id_)
    if view is None:
        yield Reply(session_screens.gone(_), alone=True)
        return
    if revision != str(view.found.revision):
        yield Reply(session_screens.session(_, view, _("This session was changed meanwhile.")), alone=True)
        return
    since, until, errors = reading.days(_, values, turn.today)
    if errors or since is None or until is None:
        yield Show(voting_screens.move(_, view, values, errors))
        return
    conn = turn.store.write()
    fields = {"since": since, "until": until, "starts_at": None, "ends_at": None}
    now = sessions.get(conn, id_)
    is_same = now is not None and now.revision == view.found.revision
    found = sessions.move(conn, id_, ["proposed", "confirmed"], "proposed", **fields) if is_same else None
    if found is None:
        yield Reply(session_screens.session(_, view, _("This session was changed meanwhile.")), alone=True)
        return
    voting.drop(conn, id_)
    news = partial(voting_screens.moved, before=view.found) if view.found.starts_at else None
    if view.partner and view.partner.is_in:
        yield from begin(turn, conn, found, pressed_by=turn.person.id, news=news)
    elif news:
        yield from telling.everybody(turn, conn, found, f"r{found.revision}", news, turn.person.id)
    after = access.view(conn, turn.now, turn.person, found)
    if news:
        card = news(_, after)
    elif after.ballot and after.ballot.is_open:
        card = voting_screens.asked(_, after)
    elif after.partner and after.partner.is_in:
        card = voting_screens.no_time(_, after)
    else:
        card = session_screens.session(_, after, _("Your change is saved."))
    yield Reply(card, alone=True)


def _open(conn: Connection, turn: Turn, arg: str) -> tuple[View | None, Ballot | None]:
    """The session and the ballot of "S7 3" as long as one can vote in it."""
    id_, _space, number = arg.partition(" ")
    view = access.inside(conn, turn, id_)
    ballot = view.ballot if view else None
    is_open = ballot is not None and ballot.is_open and str(ballot.number) == number and ballot.closes_at > turn.now
    return (view, ballot) if is_open else (None, None)


def _still(conn: Connection, arg: str) -> tuple[Session | None, Ballot | None]:
    id_, _space, number = arg.partition(" ")
    found, ballot = sessions.get(conn, id_), voting.latest(conn, id_)
    is_open = found and found.status == "proposed" and ballot and ballot.is_open and str(ballot.number) == number
    return (found, ballot) if is_open else (None, None)
