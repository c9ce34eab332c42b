"""What coordinators see of all this: what waits for them, how it goes in figures, what the material lacks; and the time limits.

How far each sees, `counting` says. Figures are read when they are asked for and kept nowhere.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta

from bot import exports
from bot.people import Person, Role
from bot.skill import Section
from bot.skills.escalation import export_screens, gaps, responsible
from bot.skills.escalation import overview_screens as screens
from bot.skills.escalation.counting import Care, Count, care_of, counted, times
from bot.skills.escalation.offering import without_expert
from bot.skills.escalation.records import escalations, figures, offers, policy
from bot.skills.escalation.records.escalations import Escalation
from bot.skills.escalation.scope import is_concerned, may_coordinate
from bot.skills.escalation.skill import escalation
from bot.store import Connection, audit, experts, people, questions
from bot.tables import Value
from bot.turns import Effects, Reply, Show, Turn
from bot.working import Hours

ANSWERED, ASKED = timedelta(days=90), timedelta(days=30)
"""How far back answer times and unanswered questions go."""
FINNISH = Hours()
"""What the age of questions and the time that answers took are counted in, whoever answers."""
AGES = (0, 2, 5)
"""The last working day of each class of age but the oldest."""
LONGEST = 60
"""Working days that a time limit may have."""


@escalation.desk
def waiting(turn: Turn) -> Section:
    """What waits for a coordinator today: proposed answers, questions without an expert, those overdue with their owners."""
    with turn.store.read() as conn:
        everybody = {person.id: person for person in people.all(conn)}
        proposed = responsible.proposed(conn, turn.person)
        late = [one for one in escalations.in_state(conn, "taken") if one.is_late]
        late = [one for one in late if _concerns(everybody.values(), one, turn.person)]
        idle = without_expert(conn, turn.person)
    names = {one.id: everybody[one.owner].name if one.owner in everybody else "" for one in late}
    reached, all_experts = _reachable(turn, list(everybody.values()))
    return screens.waiting(turn.texts, len(proposed), [one.id for one in idle], names, reached, all_experts)


@escalation.pressed("figures")
def overview(turn: Turn, _arg: str = "") -> Effects:
    """Questions by age, topic and language, how much experts have to do, and how long answers take."""
    yield Reply(screens.figures(turn.texts, seen(turn)), alone=True)


@escalation.pressed("picture")
def picture(turn: Turn, arg: str = "") -> Effects:
    """One breakdown as bars, with its table."""
    yield Reply(screens.picture(turn.texts, seen(turn), arg), alone=True)


@escalation.pressed("gaps")
def unanswered(turn: Turn, _arg: str = "") -> Effects:
    """What is asked and not answered."""
    yield Reply(screens.gaps(turn.texts, _gaps(turn)), alone=True)


@escalation.form("export")
def export(turn: Turn, _arg: str = "") -> Effects:
    """Which table, in which format?"""
    yield Show(export_screens.export(turn.texts))


@escalation.submitted("export")
def exported(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """The table as a file; that it was taken is written down."""
    what, kind = exports.chosen(values, export_screens.TABLES)
    rows: list[list[Value]]
    match what:
        case "waiting":
            rows = _waiting_rows(turn)
        case "load":
            rows = [
                [one.name, one.has, one.cap, export_screens.yes_or_no(turn.texts, one.is_reached)]
                for one in seen(turn).load
            ]
        case "gaps":
            rows = export_screens.gap_rows(turn.texts, _gaps(turn))
        case _:
            rows = export_screens.figure_rows(turn.texts, seen(turn))
    audit.note(turn.store.write(), turn.now, "figures exported", actor=turn.person.id, detail=f"{what}, {kind}")
    yield Reply(export_screens.exported(turn.texts, what, kind, rows, turn.today, turn.person.zone), alone=True)


@escalation.form("limits")
def limits(turn: Turn, _arg: str = "") -> Effects:
    """After how many working days does what happen?"""
    with turn.store.read() as conn:
        yield Show(screens.limits(turn.texts, {name: str(days) for name, days in policy.figures(conn).items()}))


@escalation.submitted("limits")
def limited(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """Keeps them for what is asked from now on; what they were and are is written down."""
    _ = turn.texts
    with turn.store.read() as conn:
        kept = policy.figures(conn)
    given = {name: values.get(name, str(kept[name])).strip() for name in policy.POLICY}
    wrong = [name for name, days in given.items() if not (days.isdecimal() and days.isascii() and len(days) <= 2)]
    wrong += [name for name, days in given.items() if name not in wrong and not 0 < int(days) <= LONGEST]
    if wrong:
        message = _("A whole number from 1 to {limit}, please.", limit=LONGEST)
        yield Show(screens.limits(turn.texts, given, dict.fromkeys(wrong, message)))
        return
    conn = turn.store.write()
    before = policy.figures(conn)
    changed = {name: int(days) for name, days in given.items() if int(days) != before[name]}
    for name, days in changed.items():
        policy.set_figure(conn, name, days)
    if changed:
        detail = ", ".join(f"{name} {before[name]} → {days}" for name, days in changed.items())
        audit.note(conn, turn.now, "time limits changed", actor=turn.person.id, detail=detail)
    yield Reply(screens.limited(turn.texts, policy.figures(conn)), alone=True)


def seen(turn: Turn) -> screens.Figures:
    """The figures as far as a coordinator sees."""
    with turn.store.read() as conn:
        everybody = people.all(conn)
        waits = escalations.in_state(conn, "open", "taken")
        given = figures.answered(conn, turn.now - ANSWERED)
        met = figures.topics(conn, [one.number for one in waits])
        load = _load(turn, conn, everybody)
    care, today = care_of(turn.person, everybody), FINNISH.day_of(turn.now)

    def by(key: Callable[[Escalation], str]) -> tuple[tuple[str, Count], ...]:
        return tuple(counted(waits, key, lambda one: _count(care, one)).items())

    ages = dict(by(lambda one: str(_age(FINNISH.days_between(FINNISH.day_of(one.opened_at), today)))))
    reached, all_experts = _reachable(turn, everybody)
    lasted = [(FINNISH.worked(one.opened_at, one.answered_at or one.opened_at), _count(care, one)) for one in given]
    took = counted(lasted, lambda pair: _age(int(pair[0] / screens.DAY)), lambda pair: pair[1])
    return screens.Figures(
        ages=tuple(ages.get(str(n), Count()) for n in range(len(AGES) + 1)),
        topics=_most(by(lambda one: met.get(one.number) or one.branch)),
        languages=_most(by(lambda one: one.language)),
        answers=tuple(took.get(n, Count()) for n in range(len(AGES) + 1)),
        times=times(
            [span for span, count in lasted if count and count.own],
            [span for span, count in lasted if count and count.others],
        ),
        load=load,
        reached=reached,
        experts=all_experts,
    )


def _count(care: Care, one: Escalation) -> Count | None:
    return care.count(one.organisation, one.branch)


def _most(found: Sequence[tuple[str, Count]]) -> tuple[tuple[str, Count], ...]:
    return tuple(sorted(found, key=lambda pair: (-pair[1].own - pair[1].others, pair[0])))


def _age(days: int) -> int:
    return next((number for number, last in enumerate(AGES) if days <= last), len(AGES))


def _load(turn: Turn, conn: Connection, everybody: Sequence[Person]) -> tuple[screens.Load, ...]:
    """What experts have in hand or are offered, the fullest first."""
    them = [person for person in everybody if person.is_a(Role.EXPERT)]
    has, said = offers.loads(conn, [person.id for person in them]), experts.all(conn)
    closed = turn.closed()
    load = [
        screens.Load(
            person.name,
            has.get(person.id, (0, None))[0],
            said[person.id].cap if person.id in said else experts.CAP,
            person.welcomed and person.address.lane not in closed,
        )
        for person in them
    ]
    return tuple(sorted(load, key=lambda one: (-one.has / max(one.cap, 1), one.name.casefold())))


def _reachable(turn: Turn, everybody: Sequence[Person]) -> tuple[int, int]:
    """Of how many experts, how many have met Sparri and can be written to."""
    them, closed = [person for person in everybody if person.is_a(Role.EXPERT)], turn.closed()
    return sum(person.welcomed and person.address.lane not in closed for person in them), len(them)


def _gaps(turn: Turn) -> list[gaps.Gap]:
    with turn.store.read() as conn:
        everybody = {person.id: person for person in people.all(conn)}
        asked = questions.unanswered(conn, turn.now - ASKED)
    care = care_of(turn.person, everybody.values())
    return gaps.found(asked, everybody, care, turn.library, turn.person.language.value, turn.today)


def _waiting_rows(turn: Turn) -> list[list[Value]]:
    """Every question that waits and that they look after, one by one."""
    with turn.store.read() as conn:
        everybody = people.all(conn)
        waits = [one for one in escalations.in_state(conn, "open", "taken") if _concerns(everybody, one, turn.person)]
        met = figures.topics(conn, [one.number for one in waits])
        names = {person.id: person.name for person in everybody}
    today = FINNISH.day_of(turn.now)
    return [
        export_screens.waiting_row(
            turn.texts, one, met.get(one.number, ""), names.get(one.owner, ""), FINNISH.day_of(one.asked_at), today
        )
        for one in waits
    ]


def _concerns(everybody: Iterable[Person], found: Escalation, person: Person) -> bool:
    is_theirs = may_coordinate(person, found.organisation, found.branch)
    return is_theirs or is_concerned(everybody, person, found)
