"""From a question to its experts: what is asked, who sees what, and what was answered before."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

from bot.people import Branch, Person
from bot.scope import FEW
from bot.secrecy import seems_secret
from bot.skills.escalation import access, asker_screens, following, offering, routing
from bot.skills.escalation import asking_screens as screens
from bot.skills.escalation.records import escalations, policy, sealed
from bot.skills.escalation.skill import escalation
from bot.skills.escalation.words import place_of
from bot.store import Question, entries, people, questions
from bot.texts import N_, W_
from bot.turns import Effects, Reply, Show, Turn
from knowledge import languages
from knowledge.documents import clean

A_DAY = 10
"""Questions to experts that are taken from one person within a day (B3.6: anonymity invites abuse)."""
AN_EXPERT = N_("an expert")


def _asked(rest: str) -> str | None:
    """The question behind the word, or the id of one that was asked."""
    return rest if len(rest.split()) > 1 or questions.number(rest.upper()) > 0 else None


@escalation.command(
    W_("word", "expert, ask an expert, experts"), N_("asks an expert, for example “expert may we …”"), parse=_asked
)
def expert(turn: Turn, arg: str) -> Effects:
    """The word alone shows what was asked so far; with a question, the way to an expert."""
    if not arg:
        yield from following.mine(turn)
    elif questions.number(arg.upper()) > 0:
        yield from offer(turn, arg.upper())
    else:
        conn = turn.store.write()
        questions.drop_held(conn, turn.person.id)
        held = questions.add(
            conn,
            person=turn.person.id,
            at=turn.address,
            text=clean(arg)[: screens.QUESTION],
            language=turn.person.language.value,
            asked_at=turn.now,
            state="held",
        )
        yield _offered(turn, held)


@escalation.pressed("offer")
def offer(turn: Turn, arg: str) -> Effects:
    """The button under an answer: what happens when an expert is asked. A question is handed over once."""
    with turn.store.read() as conn:
        found = _own_question(turn, questions.get(conn, arg))
        known = sealed.of_question(conn, turn.person.id, arg) if arg else None
    if known:
        yield from following.state(turn, f"E{known}")
    elif found is None:
        yield Reply(asker_screens.gone(turn.texts, ""), alone=True)
    else:
        yield _offered(turn, found)


@escalation.form("ask")
def ask(turn: Turn, arg: str) -> Effects:
    """Asks for the question and what an expert needs to know."""
    with turn.store.read() as conn:
        found = _own_question(turn, questions.get(conn, arg))
    branch = turn.person.branch.value if turn.person.branch else ""
    yield Show(screens.ask(turn.texts, {"question": found.text if found else "", "branch": branch}, arg))


@escalation.submitted("ask")
def asked(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """Sends it to the best experts, seals who asked, and shows what was answered before to questions like it."""
    told = {**values, "question": clean(values.get("question", "")), "tried": clean(values.get("tried", ""))}
    options = set(values.get("options", "").split(","))
    errors = _errors(turn, told, screens.CHECKED in options)
    if errors:
        yield Show(screens.ask(turn.texts, told, arg, errors))
        return
    language = languages.of_question(told["question"], turn.person.language)
    with turn.store.read() as conn:
        wanted = routing.wanted(conn, turn.library, told["question"], language, told.get("branch", ""))
        theirs = entries.audiences(conn, turn.person)
    near = turn.library.similar(told["question"], language, theirs, turn.today)
    conn = turn.store.write()
    if sealed.count(conn, turn.person.id, turn.now - timedelta(days=1)) >= A_DAY:
        yield Reply(screens.too_many(turn.texts, A_DAY))
        return
    is_named = screens.NAME in options
    organisation, branch = _shown(turn.person, told.get("branch", ""), people.alike(conn, turn.person), is_named)
    found = escalations.add(
        conn,
        text=told["question"],
        tried=told["tried"],
        language=language,
        asker=turn.person.id if is_named else "",
        organisation=organisation,
        branch=branch,
        is_urgent=told.get("urgency") == "urgent",
        may_share=screens.SHARE in options,
        asked_at=turn.now,
    )
    questions.drop_held(conn, turn.person.id)
    sealed.seal(conn, found.number, turn.person.id, arg)
    has_expert = yield from offering.begin(turn, found, wanted, {turn.person.id})
    yield Reply(screens.sent(turn.texts, found, place_of(turn.texts, organisation, branch), has_expert=has_expert))
    if near:
        yield Reply(screens.similar(turn.texts, found.id, tuple((entry.id, entry.question) for entry in near)))


@escalation.pressed("helps")
def helps(turn: Turn, arg: str) -> Effects:
    """One of the answers to questions like it, opened."""
    escalation_id, _, entry_id = arg.partition(" ")
    with turn.store.read() as conn:
        near, theirs = entries.get(conn, entry_id), entries.audiences(conn, turn.person)
    is_theirs = near and near.is_valid(turn.today) and near.audience in (entries.EVERYONE, *theirs)
    if near is None or not is_theirs or access.own(turn, escalation_id) is None:
        yield Reply(asker_screens.gone(turn.texts, escalation_id))
        return
    told = ", ".join((near.author_name or turn.texts(AN_EXPERT), turn.texts.day(near.written_on)))
    yield Reply(screens.helps(turn.texts, escalation_id, near.question, near.answer, told))


@escalation.pressed("helped")
def helped(turn: Turn, arg: str) -> Effects:
    """An earlier answer was enough: nobody need be asked."""
    yield from following.withdraw(turn, arg)


@escalation.form("edit")
def edit(turn: Turn, arg: str) -> Effects:
    """Asks for other words."""
    found = access.own(turn, arg)
    if found and found.state == "open":
        yield Show(screens.edit(turn.texts, found, {"question": found.text, "tried": found.tried}))


@escalation.submitted("edit")
def edited(turn: Turn, values: Mapping[str, str], arg: str) -> Effects:
    """New words, as long as nobody has taken it; those who were asked see them."""
    found = access.own(turn, arg)
    told = {"question": clean(values.get("question", "")), "tried": clean(values.get("tried", ""))}
    if found is None:
        yield Reply(asker_screens.gone(turn.texts, arg))
        return
    errors = _errors(turn, told, is_checked=True)
    if errors:
        yield Show(screens.edit(turn.texts, found, told, errors))
        return
    changed = escalations.move(
        turn.store.write(), found.id, ("open",), "open", text=told["question"], tried=told["tried"]
    )
    if changed is None:
        yield Reply(asker_screens.too_late(turn.texts, access.as_it_is(turn, found)))
        return
    yield from offering.redraw(turn, changed)
    yield Reply(screens.saved(turn.texts, changed))


def _own_question(turn: Turn, found: Question | None) -> Question | None:
    return found if found and found.person == turn.person.id and found.state != "deleted" else None


def _offered(turn: Turn, found: Question) -> Reply:
    with turn.store.read() as conn:
        alike, days = people.alike(conn, turn.person), policy.figures(conn)["coordinator_days"]
    branch = turn.person.branch.value if turn.person.branch else ""
    place = place_of(turn.texts, *_shown(turn.person, branch, alike, is_named=False))
    card = screens.offer(turn.texts, found.id, found.text, place, is_held=found.state == "held", days=days)
    return Reply(card, alone=True)


def _shown(person: Person, branch: str, alike: Counter[str], is_named: bool) -> tuple[str, str]:
    """The organisation and the branch that others may see: neither of so few people, nor both where few share them. `alike`
    counts the people by organisation and by branch."""
    branch = branch if branch in list(Branch) else ""
    if is_named:
        return person.organisation, branch
    branch = branch if branch and alike[f"branch:{branch}"] >= FEW else ""
    is_hidden = alike["organisation"] < FEW or (branch and alike[f"both:{branch}"] < FEW)
    return "" if is_hidden else person.organisation, branch


def _errors(turn: Turn, told: Mapping[str, str], is_checked: bool) -> dict[str, str]:
    _ = turn.texts
    errors = {}
    if not any(char.isalnum() for char in told["question"]):
        errors["question"] = _("Please write something.")
    for name, limit in (("question", screens.QUESTION), ("tried", screens.TRIED)):
        if len(told[name]) > limit:
            errors[name] = _("At most {limit} characters, please.", limit=limit)
    if not errors and not is_checked and seems_secret(f"{told['question']}\n{told['tried']}"):
        errors["question"] = _(
            "This may hold confidential details of an ongoing tendering procedure. Take them out, or tick that you have checked."
        )
        errors[screens.CHECKED] = ""
    return errors
