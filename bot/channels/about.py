"""What Sparri is, in the words that a platform shows before anybody has written to it."""

from bot.people import Language
from bot.texts import Texts, texts

NAME = "Sparri"
COLOUR = "#1D4E89"
"""Behind the name and the icon."""
EVERY = tuple(texts(language) for language in Language)


def short(_: Texts) -> str:
    """One line."""
    return _("Help with innovative public procurement")


def long(_: Texts) -> str:
    """A paragraph: what it does, that it is a program, what not to write to it."""
    return _(
        "Sparri is a program (AI) that helps public procurers buy innovations. Ask in Finnish, Swedish or English: "
        "it answers with quotations from material and shows where they stand, or says that the material does not "
        "answer. Its answers are general guidance, not legal advice. Please leave out personal data and confidential "
        "details of an ongoing tendering procedure."
    )


def question(_: Texts) -> str:
    """Something to ask first."""
    return _("Is a market consultation mandatory?")


def your_question(_: Texts) -> str:
    """What stands for the question in a hint."""
    return _("your question")
