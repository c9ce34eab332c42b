"""Every screen of sparring, as examples."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.cards import Card
from bot.people import Address, Branch, Language, Person
from bot.skills.sparring import asking_screens as asking
from bot.skills.sparring import choosing_screens as choosing
from bot.skills.sparring import following_screens as following
from bot.skills.sparring import meeting_screens as meeting
from bot.skills.sparring import partnering_screens as partnering
from bot.skills.sparring import seeing_screens as seeing
from bot.skills.sparring import session_screens as session
from bot.skills.sparring import voting_screens as voting
from bot.skills.sparring.choosing_screens import Suggestion
from bot.skills.sparring.records.results import Note, Step
from bot.skills.sparring.records.voting import Ballot
from bot.skills.sparring.seeing_screens import Report
from bot.skills.sparring.words import LIMITS, View
from bot.store.experts import Absence, Expert, Topic
from bot.store.sessions import Member, Part, Session, Wish
from bot.texts import Texts

_HOME = "Europe/Helsinki"
_NOW = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)
_AT = datetime(2026, 12, 9, 11, 0, tzinfo=UTC)
_WISH = Wish(
    "Ennakoiva kunnossapito: miten jaamme riskin?",
    "Hankimme kaksivuotisen pilotin. Toimittaja ei halua kantaa datan laadun riskiä.",
    "municipality",
    "Mallilan kaupunki",
    60,
    date(2026, 12, 7),
    date(2026, 12, 18),
    ("fi", "sv"),
    is_remote=True,
    zone=_HOME,
    category="tools",
)
_LINKED = replace(_WISH, location="https://kokous.example/s7")
_SESSION = Session("S7", "7@sparri", "proposed", _WISH, 0, _NOW, "P1")
_CONFIRMED = replace(_SESSION, status="confirmed", wish=_LINKED, starts_at=_AT, revision=2)
_HELD = replace(_CONFIRMED, status="held", revision=3)
_NAMES = {"P1": "Maija Meri", "P2": "Erik Ek", "P3": "Pekka Puro"}
_MAIJA, _PEKKA = Member("P1", Part.PARTICIPANT, "in"), Member("P3", Part.PARTICIPANT, "in")
_ERIK = Member("P2", Part.PARTNER, "in")
_OPTIONS = tuple(_AT + timedelta(days=days) for days in (0, 1, 6))
_VOTES = {
    "P1": dict.fromkeys(_OPTIONS, "yes"),
    "P2": {_OPTIONS[0]: "yes", _OPTIONS[1]: "no", _OPTIONS[2]: "maybe"},
}
_BALLOT = Ballot(3, "S7", _NOW, _NOW + timedelta(days=2), None, _OPTIONS, _VOTES)
_NEW = View(_SESSION, _NOW, _HOME, _MAIJA, True, (_MAIJA, _PEKKA), _NAMES)
_ASKED = replace(_NEW, members=(_MAIJA, _PEKKA, replace(_ERIK, state="asked")))
_OF_ERIK = replace(_ASKED, mine=replace(_ERIK, state="asked"), may_manage=False, zone="Europe/Stockholm")
_VOTING = replace(_NEW, members=(_MAIJA, _PEKKA, _ERIK), ballot=_BALLOT)
_PEKKAS = replace(_VOTING, mine=_PEKKA, may_manage=False)
_NOBODY_CAN = replace(
    _VOTING, ballot=replace(_BALLOT, closed_at=_NOW, votes=_VOTES | {"P3": dict.fromkeys(_OPTIONS, "no")})
)
_PREPARED = {"P1": {"object": "Siltojen kunnon seuranta antureilla.", "worst": "Data ei riitä ennusteisiin."}}
_COMING = replace(_VOTING, found=_CONFIRMED, ballot=None, prepared=_PREPARED)
_PAST = replace(_COMING, now=_AT + timedelta(days=1))
_STEP = Step(
    4,
    "S7",
    "Kysytään kolmelta toimittajalta, millä hinnalla ne kantavat datan laadun riskin",
    "P1",
    date(2026, 12, 18),
    None,
)
_NOTES = Note(1, "notes", "Riski jaetaan kahteen osaan. Pilotin jälkeen voi lopettaa.", "P1", _AT, False)
_AFTER = replace(_PAST, found=_HELD, notes=_NOTES, steps=(_STEP, replace(_STEP, number=5, done_at=_AT)))
_CAME = replace(_AFTER, outcome=Note(2, "outcome", "Pilotti alkoi maaliskuussa; bonus jaettiin.", "P1", _AT, True))
_PERSON = Person(
    "P2", "Erik Ek", Language.SV, frozenset(), "Exempelverket", None, _HOME, True, Address("slack", "T1", "U2", "D2")
)
_SUGGESTED = Suggestion(_PERSON, "riskfördelning mellan beställare och leverantör", ("fi", "sv"), True, 1, 2, 14, 1.2)
_ANY = Suggestion(replace(_PERSON, id="P9", name="Aino Aalto"), "", ("fi",), False, 0, 4, 0, 0.1)
_OFFER = Expert(
    "P2",
    ("fi", "sv"),
    starts=time(9),
    ends=time(15),
    topics=(Topic("riskfördelning mellan beställare och leverantör", "sv"),),
    absences=(Absence(date(2026, 12, 21), date(2027, 1, 6)),),
)
_REPORT = Report(
    (_HELD, _CONFIRMED, _SESSION),
    {"S7": 3},
    {"S7"},
    {"municipality": Counter(held=1, confirmed=1, proposed=1), "": Counter(cancelled=1)},
    Counter(tools=2, leadership=1),
    [Branch.LVM, Branch.OKM],
    (_STEP,),
    date(2026, 12, 20),
)
_LONG = "&" * LIMITS["text"]
_FULL = replace(
    _AFTER,
    found=replace(
        _HELD, wish=replace(_LINKED, theme="&" * LIMITS["theme"], about="&" * LIMITS["about"], location="&" * 700)
    ),
    notes=replace(_NOTES, text=_LONG),
    outcome=Note(2, "outcome", _LONG, "P1", _AT, True),
    names=dict.fromkeys(_NAMES, "&" * 200),
    steps=tuple(replace(_STEP, number=number, text="&" * LIMITS["step"]) for number in range(8)),
    prepared={person: dict.fromkeys(("object", "worst", "decide"), _LONG) for person in ("P1", "P2", "P3")},
)


def _digest(_: Texts) -> Card:
    found = following.morning(_, (_STEP,), (_HELD,), (_SESSION,), (_HELD,))
    return Card(*(found.parts if found else ()))


_SOON = replace(_FULL, found=replace(_FULL.found, status="confirmed"), now=_NOW, notes=None, outcome=None, steps=())
_TOLD = {"topics": "riskfördelning", "languages": "sv", "days": "0,1", "starts": "09:00", "ends": "15:00", "cap": "2"}
EXAMPLES = (
    ("nothing yet", lambda _: asking.overview(_, (), is_partner=False, may_see_all=False)),
    ("mine", lambda _: asking.overview(_, (_PEKKAS, _COMING, _AFTER), is_partner=True, may_see_all=True)),
    ("one of mine", lambda _: asking.overview(_, (_OF_ERIK,), is_partner=True, may_see_all=False)),
    ("choose one", lambda _: asking.choose(_, (_SESSION, replace(_HELD, id="S6")))),
    ("ask for sparring", lambda _: asking.form(_, {"theme": _WISH.theme, "since": "2026-12-07", "until": "2026-12-18"})),
    ("edit", lambda _: asking.form(_, {"theme": "?"}, arg="S7", errors={"theme": _("Please write something.")})),
    ("too many in a day", lambda _: asking.enough(_, 10)),
    ("partners", lambda _: choosing.suggested(_, _NEW, (_SUGGESTED, _ANY), _("{id} is asked for.", id="S7"), may_choose=True)),
    ("no partner", lambda _: choosing.suggested(_, _NEW, ())),
    ("choose a partner", lambda _: choosing.choose(_, "S7", (_PERSON,))),
    ("would you spar?", lambda _: choosing.asked(_, _OF_ERIK)),
    ("the partner has no time", lambda _: choosing.declined(_, _NEW)),
    ("somebody else spars", lambda _: choosing.replaced(_, _OF_ERIK)),
    ("let go", lambda _: choosing.let_go(_, "S7")),
    ("a new partner", lambda _: choosing.accepted(_, _COMING)),
    ("no partner yet", lambda _: session.session(_, _NEW)),
    ("partner asked", lambda _: session.session(_, _ASKED)),
    ("asked to spar", lambda _: session.session(_, _OF_ERIK)),
    ("voting", lambda _: session.session(_, _VOTING, _("Thank you, your vote is kept."))),
    ("confirmed", lambda _: session.session(_, _COMING)),
    ("over", lambda _: session.session(_, _PAST)),
    ("held", lambda _: session.session(_, _CAME)),
    ("the fullest", lambda _: session.session(_, _FULL)),
    ("its results at length", lambda _: following.results(_, _FULL)),
    ("its preparation at length", lambda _: session.preparation(_, _FULL, ("&" * 300,) * 4)),
    ("a long reminder", lambda _: session.reminder(_, _SOON)),
    ("none of mine", session.gone),
    ("a stranger", lambda _: session.stranger(_, "S7")),
    ("asked to take part", lambda _: session.knocked(_, "S7")),
    ("somebody asks to take part", lambda _: session.knock(_, _NEW, "Pekka Puro", "Mallilan kaupunki", "P3")),
    ("reminder", lambda _: session.reminder(_, _COMING)),
    ("preparation", lambda _: session.preparation(_, _COMING, ("Riskien jakaminen",))),
    ("nothing prepared", lambda _: session.preparation(_, replace(_COMING, prepared={}))),
    ("more", lambda _: session.more(_, _COMING)),
    ("cancel it?", lambda _: session.cancel(_, _COMING)),
    ("cancelled", lambda _: session.cancelled(_, _COMING)),
    ("which times suit?", lambda _: voting.asked(_, _PEKKAS)),
    ("not voted yet", lambda _: voting.nudged(_, _PEKKAS)),
    ("the ballot", lambda _: voting.vote(_, _PEKKAS, _BALLOT, _VOTES["P2"])),
    ("counted", lambda _: voting.counted(_, _VOTING)),
    ("no time suits all", lambda _: voting.counted(_, _NOBODY_CAN, _("That time is past."))),
    ("nobody has voted", lambda _: voting.counted(_, replace(_VOTING, ballot=replace(_BALLOT, votes={})))),
    ("choose a time", lambda _: voting.choose(_, _VOTING, _BALLOT)),
    ("no time", lambda _: voting.no_time(_, _NEW)),
    ("it takes place", lambda _: voting.confirmed(_, _COMING)),
    ("its place", lambda _: voting.located(_, _COMING)),
    ("moved", lambda _: voting.moved(_, _VOTING, _CONFIRMED)),
    ("other days", lambda _: voting.move(_, _COMING, {"since": "2026-12-07"}, {"until": _("There is no working day among these.")})),
    ("link or place", lambda _: meeting.locate(_, "S7", "")),
    ("prepare", lambda _: meeting.prepare(_, _COMING)),
    ("add people", lambda _: meeting.add(_, "S7")),
    ("added", lambda _: meeting.joined(_, _PEKKAS)),
    ("cannot come", lambda _: meeting.left(_, _COMING, "Pekka Puro", is_partner=False)),
    ("the partner cannot come", lambda _: meeting.left(_, _COMING, "Erik Ek", is_partner=True)),
    ("out", lambda _: meeting.out(_, _COMING)),
    ("was it held?", lambda _: following.was_it_held(_, _PAST)),
    ("it was held", lambda _: following.held(_, _PAST, {"came": "P1,P2"})),
    ("notes", lambda _: following.note(_, _AFTER, _NOTES.text, "1")),
    ("a step", lambda _: following.step(_, _AFTER, {"owner": "P1"}, {"step": _("Please write something.")})),
    ("done", lambda _: following.done(_, _AFTER)),
    ("what came of it", lambda _: following.outcome(_, _AFTER, "")),
    ("results", lambda _: following.results(_, _AFTER)),
    ("in the morning", _digest),
    ("sparring others, not yet", lambda _: partnering.card(_, None, 0, 0, (), _NOW.date())),
    ("sparring others", lambda _: partnering.card(_, _OFFER, 2, 1, (_CONFIRMED,), _NOW.date(), _("Thank you."))),
    ("what one offers", lambda _: partnering.form(_, _TOLD)),
    ("all sessions", lambda _: seeing.report(_, _REPORT)),
    ("by branch", lambda _: seeing.picture(_, _REPORT)),
    ("sessions as a table", lambda _: seeing.exported(_, "sessions", "Sessions", "csv", seeing.rows(_, _REPORT), _HOME)),
    ("steps as a table", lambda _: seeing.exported(_, "steps", "Next steps", "csv", seeing.rows_of_steps(_, _REPORT), _HOME)),
)  # fmt: skip
