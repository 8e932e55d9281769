"""Questions of the house: what a service asks of its customer, and what counts as an answer."""

import re

from booking_bot.dialogue.desk import Question, Reason
from booking_bot.dialogue.flows.handover import hand_over
from booking_bot.dialogue.phrases import is_courtesy, plain
from booking_bot.dialogue.replies import sentence
from booking_bot.dialogue.state import Pending, Wish
from booking_bot.dialogue.talk import Talk

# "¿Cuál es la matrícula?" wants more than a yes; "¿Es la primera vez que vienes?" does not.
_OPEN = re.compile(
    r"\b(?:qué|cuál(?:es)?|cómo|cuándo|cuánt[oa]s?|dónde|quién)\b|"
    r"^\W*(?:(?:a|de|con|en|para|por|desde) )?(?:que|cual(?:es)?|como|cuando|cuant[oa]s?|donde|quien)\b"
)
_YES_OR_NO = re.compile(r"\b(?:si+|no|nunca|jamas|nada|ninguna?|ningun|claro|yes|never|none)\b")
# What agrees or refuses, and says nothing of what was asked.
_SAYS_NOTHING = re.compile(
    r"(?:(?:si+|no|claro|que|por supuesto|desde luego|vale|ok|pues|seguro|hola|gracias)\b[ ,]*)+"
)
_REFUSES = re.compile(
    r"\b(?:prefiero no|no (?:te |os |se )?(?:lo |la )?(?:quiero|voy a) (?:decir|dar)|"
    r"no (?:te )?(?:lo|la) digo|paso de|y a ti que|que te importa)\b"
)
_NONE = re.compile(r"\b(?:no|nada|ninguna?|ningun|none)\b")


def missing(talk: Talk, wish: Wish) -> Question | None:
    """The first one of the services that neither this talk nor an earlier visit has answered."""
    questions = _questions(talk, wish)
    known = talk.desk.customer.answers if questions else {}
    return next((one for one in questions if one.id not in wish.answers and one.id not in known), None)


def question(talk: Talk, wish: Wish, question_id: str) -> Question | None:
    return next((one for one in _questions(talk, wish) if one.id == question_id), None)


def _questions(talk: Talk, wish: Wish) -> list[Question]:
    return [one for service in map(talk.service, wish.services) if service for one in service.questions]


_QUESTION = sentence("Before I note it: «{question}»")


def ask(talk: Talk, asked: Question, line: str = _QUESTION) -> None:
    talk.ask(
        Pending.QUESTION,
        line,
        question=asked.ask,
    )
    talk.state.question = asked.id


def answers(text: str, asked: Question) -> bool:
    """Whether a text may be the answer: "gracias" never is, "sí" only where yes or no was asked."""
    said = plain(text)
    if asked.required and _REFUSES.search(said):
        return False
    if not is_courtesy(text) and not _SAYS_NOTHING.fullmatch(said):
        return True
    if "?" in asked.ask and not _OPEN.search(asked.ask.lower()):
        return bool(_YES_OR_NO.search(said))
    return not asked.required and bool(_NONE.search(said))


def doubt(talk: Talk, wish: Wish, asked: Question) -> None:
    """What cannot be the answer: asked once more, then the team sees to it. Courtesy is no answer at all."""
    said = plain(talk.text)
    if not (_YES_OR_NO.search(said) or _REFUSES.search(said)):
        return
    if wish.doubted == asked.id:
        hand_over(talk, Reason.NOT_UNDERSTOOD)
        return
    wish.doubted = asked.id
    talk.heard = True
    talk.tell("The team needs that to get ready.")
