"""What WhatsApp asks of a text that shall open conversations, before it is worth submitting.

Twilio, "Using variables" and "Message template approvals and statuses"; each rule is a line of RULES.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

LONGEST_BODY = 1024
MOST_VARIABLES = 100
MOST_EMOJIS = 9
LONGEST_TITLE, LONGEST_ID = 20, 200
MOST_BUTTONS = 10
LONGEST_VALUE = 250
MOST_SPACES = 4

VARIABLE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_WORD = re.compile(r"\w+")
_EMOJI = re.compile("[\U0001f1e6-\U0001faff\u2600-\u27bf]")
_LINK = re.compile(r"wa\.me|api\.whatsapp\.com|chat\.whatsapp\.com", re.IGNORECASE)
_GAMBLING = re.compile(r"sorte[oa]|rifa|lotería|loteria|apuesta|gan[ae] un premio|concurso", re.IGNORECASE)
# Words of advertising make a message of service one of marketing, whatever category it asks for.
_ADVERTISING = re.compile(r"descuento|oferta|promoción|promocion|gratis|rebaja|\d\s*%", re.IGNORECASE)
_NAME = re.compile(r"[a-z0-9_]{1,512}")


@dataclass(frozen=True, slots=True)
class Draft:
    """A text with its variables as {{1}}, {{2}} …; `samples` by number, `buttons` (title, id)."""

    name: str
    language: str
    body: str
    samples: Mapping[str, str] = field(default_factory=dict)
    buttons: Sequence[tuple[str, str]] = ()


def faults(draft: Draft) -> list[str]:
    """The rules it breaks, in words; none where it is worth submitting."""
    return [words for breaks, words in RULES if breaks(draft)]


def safe(value: str) -> str:
    """The value as WhatsApp takes it in an approved text: one line, no long gaps, not too long."""
    plain = " ".join(value.split()) or "-"
    return plain if len(plain) <= LONGEST_VALUE else f"{plain[: LONGEST_VALUE - 1].rstrip()}…"


def variables(text: str) -> list[str]:
    """The numbers of the variables in it, each where it first stands."""
    return list(dict.fromkeys(VARIABLE.findall(text)))


def _out_of_order(draft: Draft) -> bool:
    numbers = variables(" ".join([draft.body, *(id_ for _, id_ in draft.buttons)]))
    return numbers != [str(number) for number in range(1, len(numbers) + 1)]


def _at_an_end(draft: Draft) -> bool:
    """Punctuation and emojis beside it do not help."""
    return bool(re.search(r"^\W*\{\{|\}\}\W*$", draft.body.strip()))


def _side_by_side(draft: Draft) -> bool:
    return bool(re.search(r"\}\}\W*\{\{", draft.body))


def _too_few_words(draft: Draft) -> bool:
    count = len(VARIABLE.findall(draft.body))
    return len(_WORD.findall(VARIABLE.sub(" ", draft.body))) < 2 * count + 1


def _lacks_samples(draft: Draft) -> bool:
    told = variables(" ".join([draft.body, *(id_ for _, id_ in draft.buttons)]))
    return set(told) != set(draft.samples) or any(one != safe(one) for one in draft.samples.values())


def _emojis(draft: Draft) -> int:
    return len(_EMOJI.findall(draft.body))


def _titles_twice(draft: Draft) -> bool:
    titles = [title for title, _ in draft.buttons]
    return len(set(titles)) < len(titles)


def _everything(draft: Draft) -> str:
    return " ".join([draft.body, *(title for title, _ in draft.buttons)])


RULES: Sequence[tuple[Callable[[Draft], bool], str]] = (
    (lambda draft: not _NAME.fullmatch(draft.name), "its name has other than small letters, digits and _"),
    (lambda draft: not 0 < len(draft.body) <= LONGEST_BODY, "it is empty or longer than 1024 characters"),
    (_out_of_order, "its variables are not numbered one by one from 1"),
    (lambda draft: len(draft.samples) > MOST_VARIABLES, "it has more than 100 variables"),
    (_at_an_end, "a variable stands at the beginning or at the end"),
    (_side_by_side, "two variables stand side by side"),
    (_too_few_words, "it has too few words for its variables"),
    (_lacks_samples, "its samples are not those of its variables, or no variable could hold them"),
    (lambda draft: _emojis(draft) > MOST_EMOJIS, "it has ten emojis or more"),
    (lambda draft: bool(_LINK.search(_everything(draft))), "it has a link to WhatsApp"),
    (lambda draft: bool(_GAMBLING.search(_everything(draft))), "it reads like gambling"),
    (lambda draft: bool(_ADVERTISING.search(_everything(draft))), "it reads like advertising"),
    (lambda draft: bool(re.search(r"\t| {5,}|\n{3,}", draft.body)), "it has a tab or long gaps"),
    (lambda draft: len(draft.buttons) > MOST_BUTTONS, "it has more than ten buttons"),
    (
        lambda draft: not all(0 < len(title) <= LONGEST_TITLE for title, _ in draft.buttons),
        "a button has no title, or one of more than 20 characters",
    ),
    (lambda draft: any("{{" in title for title, _ in draft.buttons), "a button's title has a variable"),
    (
        lambda draft: not all(0 < len(id_) <= LONGEST_ID for _, id_ in draft.buttons),
        "a button has no id, or one of more than 200 characters",
    ),
    (_titles_twice, "two buttons have the same title"),
)
