"""What a text costs as an SMS, and the same text for less.

A text of GSM-7's letters (3GPP TS 23.038) has 160 of them in one segment and 153 in each of several; a single
letter beyond those, "á" or an emoji, makes it UCS-2, with 70 and 67. Every segment is paid for.
"""

import re
import unicodedata
from math import ceil

MOST = 2  # segments of what we send of our own accord
GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_TWICE = frozenset("^{}\\[~]|€\f")  # they take two places
ONE_GSM, EACH_GSM = 160, 153
ONE_UCS, EACH_UCS = 70, 67

# What Spanish texts are set with and GSM-7 lacks, though it has what means the same.
_SIGNS = str.maketrans({
    "«": '"', "»": '"', "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "•": "-",
    "\t": " ", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "º": ".", "ª": ".",
})  # fmt: skip
_MARKUP = re.compile(r"(?<![\w*_~])([*_~])(?=\S)(.+?)(?<=\S)\1(?![\w*_~])")
_SHOWN_AS_SPACES = re.compile(r"[ ]{2,}")
_NO_TEXT = frozenset({"So", "Sk", "Cf", "Cs", "Co", "Cn", "Mn", "Me"})


def segments(text: str) -> int:
    """How many are paid for; an empty text is one."""
    if _is_gsm(text):
        length, one, each = len(text) + sum(letter in GSM_TWICE for letter in text), ONE_GSM, EACH_GSM
    else:
        length, one, each = len(text.encode("utf-16-le")) // 2, ONE_UCS, EACH_UCS
    return 1 if length <= one else ceil(length / each)


def plain(text: str) -> str:
    """Without emojis, WhatsApp's *bold* and typographic signs, which cost and do not show; accents stay."""
    text = _MARKUP.sub(r"\2", unicodedata.normalize("NFC", text)).translate(_SIGNS)
    kept = "".join(one for one in text if one in GSM or unicodedata.category(one) not in _NO_TEXT)
    return "\n".join(_SHOWN_AS_SPACES.sub(" ", line).strip() for line in kept.split("\n")).strip()


def fit(text: str, most: int = MOST) -> str:
    """The text as an SMS, plain, and with its accents as long as it fits in `most` segments.

    A longer one loses those that GSM-7 lacks ("á", "í", "ó", "ú"; never "ñ" or "é"), where that saves a
    segment; no word is ever lost.
    """
    text = plain(text)
    bare = "".join(_bare(letter) for letter in text)
    return text if segments(text) <= most or segments(bare) >= segments(text) else bare


def _bare(letter: str) -> str:
    if letter in GSM or letter in GSM_TWICE:
        return letter
    base = unicodedata.normalize("NFD", letter)[0]
    return base if base in GSM else letter


def _is_gsm(text: str) -> bool:
    return all(letter in GSM or letter in GSM_TWICE for letter in text)
