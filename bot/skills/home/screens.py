"""What home shows."""

from collections.abc import Callable

from bot.cards import BUTTONS, Button, Buttons, Card, Strong, Text
from bot.forms import Form
from bot.people import Language
from bot.skill import MenuEntry
from bot.texts import Texts

OWN_NAMES = {Language.FI: "Suomi", Language.SV: "Svenska", Language.EN: "English"}
"""Each language in itself: who looks for it must be able to read it."""


def welcome(_: Texts) -> Card:
    """The first message: what this is, what it can do, what not to write here, where the privacy notice is."""
    return Card(
        Text(Strong(_("Hello, I am Sparri.")), " ", _("I am a program (AI), not a person.")),
        Text(
            _(
                "Ask me about innovative public procurement. I answer with quotations from material and show the source. "
                "My answers are general guidance, not legal advice."
            )
        ),
        Text(
            _(
                "Please leave out personal data and confidential details of an ongoing tendering procedure, such as "
                "tenders and prices."
            )
        ),
        Text(_("Write “privacy” to see what I keep about you and what your rights are."), quiet=True),
        _languages("home.begin", Button(_("Menu"), "home.menu")),
    )


def menu(_: Texts, entries: tuple[MenuEntry, ...]) -> Card:
    """What Sparri can help with, as buttons."""
    return Card(
        Text(
            Strong(_("Ask in your own words")),
            "\n",
            _("For example: Is a market consultation mandatory? – or: What is an innovation partnership?"),
        ),
        Text(_("I know public procurement that promotes innovation, and the programme behind it."), quiet=True),
        _entries(_, entries),
    )


def help_(_: Texts, commands: tuple[tuple[str, str], ...]) -> Card:
    """Every command as (word, what it does), and that everything else is a question."""
    spans: list[str | Strong] = []
    for word, what in commands:
        spans += [Strong(word), f" – {what}\n"]
    return Card(
        Text(_("Write one of these, or simply your question:")),
        Text(*spans[:-1], str(spans[-1]).rstrip()),
        Text(
            _("I answer with quotations and show where they stand. If the material does not say, I say so."), quiet=True
        ),
        Buttons((Button(_("Menu"), "home.menu"), Button(_("Language"), "home.language"))),
    )


def languages(_: Texts) -> Card:
    """Which language?"""
    return Card(Text(_("Which language would you like to use?")), _languages("home.speak"))


def speaks(_: Texts, entries: tuple[MenuEntry, ...], is_same: bool = False) -> Card:
    """In the language just chosen."""
    said = _("I speak English with you.") if is_same else _("From now on I speak English with you.")
    return Card(Text(said), _entries(_, entries))


def greeting(_: Texts, name: str, entries: tuple[MenuEntry, ...]) -> Card:
    """Hello back."""
    hello = _("Hello, {name}!", name=name) if name else _("Hello!")
    return Card(Text(hello, " ", _("What would you like to know?")), _entries(_, entries))


def thanks(_: Texts) -> Card:
    """You are welcome."""
    return Card(Text(_("You are welcome. Ask whenever something comes to mind.")))


def near(_: Texts, command: str, said: str) -> Card:
    """Was it a command? `command` is its English catalogue entry, `said` what stood there (short, or it were not near)."""
    word = _.words(command)[0]
    return Card(
        Text(_("Did you mean the command {word}?", word=_("“{text}”", text=word))),
        Buttons((Button(word, "home.run", command), Button(_("No, it is a question"), "ask.question", said))),
    )


def _languages(action: str, *more: Button) -> Buttons:
    return Buttons((*(Button(name, action, language.value) for language, name in OWN_NAMES.items()), *more))


def _entries(_: Texts, entries: tuple[MenuEntry, ...]) -> Buttons:
    return Buttons(tuple(Button(_(entry.label), entry.action) for entry in entries[:BUTTONS]))


_ENTRIES = (MenuEntry("Help", "home.help"), MenuEntry("Language", "home.language"))

EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("the first message", welcome),
    ("the menu", lambda _: menu(_, _ENTRIES)),
    ("help", lambda _: help_(_, (("menu", _("what I can help with")), ("?", _("what you can write"))))),
    ("which language", languages),
    ("another language", lambda _: speaks(_, _ENTRIES)),
    ("the same language", lambda _: speaks(_, _ENTRIES, is_same=True)),
    ("hello to somebody known", lambda _: greeting(_, "Maija", _ENTRIES)),
    ("hello to somebody new", lambda _: greeting(_, "", _ENTRIES)),
    ("thanks", thanks),
    ("nearly a command", lambda _: near(_, "menu, start", "menj")),
)
