"""Where a conversation begins and where it can always go back to: welcome, menu, help, language, small talk."""

from bot.people import Language, Person
from bot.rights import may
from bot.skill import Skill
from bot.skills.home import screens
from bot.store import people
from bot.texts import N_, W_, texts
from bot.turns import Effects, Home, Reply, Turn

home = Skill("home")

EVERY = tuple(texts(language) for language in Language)
NAMES = {
    Language.FI: ("fi", "suomi", "suomeksi", "suomea", "finska", "finnish", "in finnish", "på finska"),
    Language.SV: ("sv", "svenska", "på svenska", "ruotsi", "ruotsiksi", "ruotsia", "swedish", "in swedish"),
    Language.EN: ("en", "english", "in english", "englanti", "englanniksi", "englantia", "engelska", "på engelska"),
}


@home.pressed("welcome")
def welcome(turn: Turn, _arg: str = "") -> Effects:
    """The first thing anybody reads; that it was shown, the core keeps in mind."""
    yield Reply(screens.welcome(turn.texts, unconfirmed(turn.person)))


def unconfirmed(person: Person) -> str | None:
    """The organisation to be confirmed, "" for one to be told; None when nothing is to be asked."""
    return None if person.is_confirmed else person.organisation


@home.pressed("opened")
def opened(turn: Turn, _arg: str = "") -> Effects:
    """Somebody opened the home page of the platform."""
    yield Home(screens.menu(turn.texts, home.together.menu(turn.person)))


@home.command(W_("word", "menu, start"), N_("what I can help with"))
@home.pressed("menu")
def menu(turn: Turn, _arg: str = "") -> Effects:
    """The way back from everything."""
    yield Reply(screens.menu(turn.texts, home.together.menu(turn.person)))


@home.command(W_("word", "help, ?, help me"), N_("what you can write"))
@home.pressed("help")
def help_(turn: Turn, _arg: str = "") -> Effects:
    """Every command with one line."""
    said = [
        (turn.texts.words(command.word)[0], turn.texts(command.help))
        for skill in home.together.skills
        for command in skill.commands
        if command.help and may(turn.person, command.action)
    ]
    yield Reply(screens.help_(turn.texts, tuple(said)))


def language_named(words: str) -> str | None:
    """ "sv" for what a language is called in any of the three; None for anything else."""
    named = words.casefold().rstrip("!.?")
    return next((language.value for language, names in NAMES.items() if named in names), None)


@home.command(
    W_("word", "language, languages"), N_("changes the language, for example “language fi”"), parse=language_named
)
@home.pressed("language")
def language(turn: Turn, arg: str = "") -> Effects:
    """Asks for the language, or changes it at once."""
    if arg:
        yield from speak(turn, arg)
    else:
        yield Reply(screens.languages(turn.texts))


@home.pressed("speak")
def speak(turn: Turn, arg: str) -> Effects:
    """Changes the language; the answer is in the new one."""
    if arg not in list(Language):
        yield Reply(screens.languages(turn.texts))
        return
    chosen = Language(arg)
    people.update(turn.store.write(), turn.person.id, language=chosen)
    first = not turn.person.welcomed or turn.person.language is chosen
    yield Reply(screens.speaks(texts(chosen), home.together.menu(turn.person), is_same=first))
    yield Home(screens.menu(texts(chosen), home.together.menu(turn.person)))


@home.pressed("begin")
def begin(turn: Turn, arg: str) -> Effects:
    """A language chosen on the welcome card: the same card again in that language."""
    if arg not in list(Language):
        yield Reply(screens.languages(turn.texts))
        return
    people.update(turn.store.write(), turn.person.id, language=Language(arg))
    yield Reply(screens.welcome(texts(Language(arg)), unconfirmed(turn.person)), redraw=True)
    yield Home(screens.menu(texts(Language(arg)), home.together.menu(turn.person)))


@home.command(W_("word", "suomeksi, puhu suomea, suomi"))
def in_finnish(turn: Turn, _arg: str = "") -> Effects:
    """Finnish, asked for in Finnish."""
    yield from speak(turn, "fi")


@home.command(W_("word", "på svenska, prata svenska, tala svenska, svenska"))
def in_swedish(turn: Turn, _arg: str = "") -> Effects:
    """Swedish, asked for in Swedish."""
    yield from speak(turn, "sv")


@home.command(W_("word", "in english, speak english, english"))
def in_english(turn: Turn, _arg: str = "") -> Effects:
    """English, asked for in English."""
    yield from speak(turn, "en")


@home.command(W_("word", "hello, hi, hey, good morning, good afternoon"))
def greeting(turn: Turn, _arg: str = "") -> Effects:
    """Somebody said hello."""
    if turn.person.welcomed:
        yield Reply(screens.greeting(turn.texts, turn.person.name, home.together.menu(turn.person)))


@home.command(
    W_("word", "thanks, thank you, thank you very much, thank you so much, thanks a lot, thx, cheers, ok, okay, great")
)
def thanks(turn: Turn, _arg: str = "") -> Effects:
    """Somebody said thank you."""
    yield Reply(screens.thanks(turn.texts))


@home.command(
    W_("word", "who are you, what are you, are you a human, are you a person, are you a robot, are you an ai")
)
def about(turn: Turn, _arg: str = "") -> Effects:
    """Who is speaking: the first message says it."""
    yield Reply(screens.welcome(turn.texts))


@home.pressed("near")
def near(turn: Turn, text: str) -> Effects:
    """A message that all but is a command: which one was meant?"""
    command = home.together.nearest(text, EVERY)
    if command is None:
        yield from menu(turn)
    else:
        yield Reply(screens.near(turn.texts, command.word, text))


@home.pressed("run")
def run(turn: Turn, word: str) -> Effects:
    """A button that does what a command does; `word` is its English catalogue entry."""
    command = home.together.named(word)
    yield from command.handler(turn, "") if command and may(turn.person, command.action) else menu(turn)


home.menu(N_("Help"), "help")
