"""What home shows."""

from collections.abc import Callable

from bot.cards import ARGUMENT, Button, Buttons, Card, FormButton, Strong, Text, cut
from bot.forms import Form
from bot.people import Language
from bot.skill import MenuEntry
from bot.texts import Texts

OWN_NAMES = {Language.FI: "Suomi", Language.SV: "Svenska", Language.EN: "English"}
"""Each language in itself: who looks for it must be able to read it."""
ORGANISATION = 60
"""Characters of an organisation's name in the first message, which is to be short."""


def welcome(_: Texts, organisation: str | None = None) -> Card:
    """The first message: what this is, what it can do, what not to write here, where the privacy notice is.

    `organisation` is the one to be confirmed, "" if the person is to tell it, None if neither. At most four buttons: what
    asks to be confirmed stands where the menu would.
    """
    more = [Button(_("Menu"), "home.menu")]
    asked = []
    if organisation:
        more = [
            Button(_("Confirm organisation"), "people.confirm", organisation[:ARGUMENT]),
            FormButton(_("Change organisation"), "people.edit"),
        ]
        shown = cut(organisation, ORGANISATION)
        asked = [_("Organisation: {organisation}, from your workspace or administrator.", organisation=shown)]
    elif organisation == "":
        more += [FormButton(_("My organisation"), "people.edit")]
        asked = [_("Which organisation do you belong to? You can tell me whenever it suits you.")]
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
        *(Text(line, quiet=True) for line in asked),
        _languages("home.begin", *more, but=_.language),
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


def _languages(action: str, *more: Button, but: Language | None = None) -> Buttons:
    """The languages in their own names, `but` the one that is spoken already."""
    names = (Button(name, action, language.value) for language, name in OWN_NAMES.items() if language is not but)
    return Buttons((*names, *more))


def _entries(_: Texts, entries: tuple[MenuEntry, ...]) -> Buttons:
    return Buttons(tuple(Button(_(entry.label), entry.action) for entry in entries))


_ENTRIES = (MenuEntry("Help", "home.help"), MenuEntry("Language", "home.language"))

EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("the first message", welcome),
    ("the first message, organisation unknown", lambda _: welcome(_, "")),
    ("the first message, organisation known", lambda _: welcome(_, "Mallilan kaupunki")),
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
