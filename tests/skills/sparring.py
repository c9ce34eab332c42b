"""A town in which people spar: what tests of sparring begin with."""

from bot.people import Branch
from bot.skills.sparring.records import partners
from bot.store import experts, people, sessions
from bot.store.experts import Topic
from bot.store.sessions import Session
from bot.turns import Pressed, Submitted
from tests.talk import Chat

FORM = {
    "theme": "Riskin jakaminen toimittajan kanssa",
    "since": "2026-12-07",
    "until": "2026-12-18",
    "languages": "fi,sv",
}


def joins(chat: Chat, *names: str, organisation: str = "Mallilan kaupunki") -> None:
    for name in names:
        chat.joins(name)
        with chat.app.store.writing() as conn:
            people.update(conn, chat.person(name).id, organisation=organisation, branch=Branch.MUNICIPALITY)


def spars(
    chat: Chat,
    name: str,
    language: str = "sv",
    cap: int = 2,
    topic: str = "riskfördelning mellan beställare och leverantör",
) -> None:
    """Somebody who spars with others."""
    chat.joins(name, language)
    with chat.app.store.writing() as conn:
        person = chat.person(name).id
        experts.keep(conn, experts.Expert(person, ("fi", "sv"), topics=(Topic(topic, language),)))
        partners.offer(conn, person, 2, chat.clock())


def asks(chat: Chat, who: str = "maija", **values: str) -> str:
    chat.say(who, "sparraus")
    return chat.fill(who, "Pyydä sparrausta", **(FORM | values))


def peopled(chat: Chat) -> Chat:
    """Maija and Pekka of one town, Erik who spars, and Kaisa who coordinates."""
    joins(chat, "maija", "pekka")
    spars(chat, "erik")
    chat.coordinates("kaisa")
    return chat


def agreed(chat: Chat, **values: str) -> Session:
    """A session of Maija, Pekka and Erik, with its time."""
    asks(chat, people="pekka", **values)
    chat.press("maija", "Pyydä: Erik")
    chat.press("erik", "Jag tar det")
    for who, label in (("maija", "Äänestä"), ("pekka", "Äänestä"), ("erik", "Rösta")):
        chat.fill(who, label, time1="yes")
    chat.press("maija", "Vahvista")
    return found(chat)


def found(chat: Chat, id_: str = "S1") -> Session:
    with chat.app.store.reading() as conn:
        session = sessions.get(conn, id_)
    assert session
    return session


def presses(chat: Chat, who: str, action: str, arg: str, event_id: str = "") -> str:
    """A press that comes from anywhere, also a card of long ago."""
    chat.app.core.receive(
        Pressed(event_id or f"{action} {who} {arg} {chat.clock()}", chat.person(who).address, action, arg)
    )
    chat.console.settle()
    return chat.sees(who)


def submits(chat: Chat, who: str, action: str, arg: str = "", **values: str) -> str:
    event = Submitted(f"{action} {who} {arg} {values}", chat.person(who).address, action, values, arg)
    form = chat.app.core.submit(event)
    chat.console.settle()
    return " ".join(form.errors.values()) if form else chat.sees(who)
