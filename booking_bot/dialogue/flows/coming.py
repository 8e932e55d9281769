"""Saying that one comes, in words that say so to a reminder alone: "VOY CORAZON", "enterada".

Who writes so calls the shop by the names one has for a neighbour and sends it kisses: that is left aside.
"""

import re
from datetime import date

from booking_bot.dialogue.phrases import plain

_DAYS = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
# Names for a neighbour, thanks, kisses and good wishes.
_ASIDE = re.compile(
    r"\b(?:(?:mi )?(?:hij[oa]s?|hijit[oa]|guap[oai]s?|guapisim[oa]|maj[oa]|corazon|cielo|cielito|carino"
    r"|bonit[oa]|precios[oa]|reina|rey|amor|vida|alma|nin[oa]|tesoro|lind[oa]|querid[oa]|senor|senora|senorita|cari)"
    r"|(?:mu[cy]h?[ia]s*im?as |muchas |mil )?gracias(?: (?:por \w+|a (?:ti|vosotr[oa]s|usted|ustedes)))?"
    r"|(?:un |unos |muchos |muchisimos )?(?:fuerte |gran )?(?:bes(?:o|os|it[oa]s?|azos?)|abrazos?|saludos?)"
    r"(?: (?:fuerte|grande|enorme))?(?: (?:para|a) (?:ti|todos|todas|tod@s|usted|ustedes))?"
    r"|(?:que )?dios (?:te|os|la|le|los) bendiga"
    r"|(?:ya )?no me acordaba|menos mal que me (?:has avisado|avisas?)"
    r"|(?:adios|con dios|jaja\w*|hola|buenos dias|buen dia|buenas(?: tardes| noches)?"
    r"|por favor|y|pues|ay|bueno))\b"
)
_YES = r"(?:(?:z?i|si+|sip|claro|vale|ok|oki|okey|que si|claro que si|por supuesto|amen|asi sea) )*"
_DAY = rf"(?:hoy|manana|pasado manana|(?:el )?(?:{'|'.join(_DAYS)}))"
_GO = r"(?:voy|vamos|boy|bamos|ire|iremos|vendre|vendremos|estare|estaremos|acudo|acudire|acudiremos)"
_THERE = r"(?:alli|ahi|hay|ay|ai|aya|alla|halla|aqui|hasta alli)"
_GOD = r"(?:si dios quiere|dios mediante|con el favor de dios|si dios lo permite|dios quiera)"
_COMES = re.compile(
    rf"{_YES}(?:no (?:te|se|os) preocup\w+ )?(?:que )?{_YES}(?:"
    rf"(?:{_THERE} )?(?:que )?(?:si )?{_GO}(?: {_THERE})?(?: (?:seguro|sin falta|puntual|encantad[oa]))?"
    rf"|{_THERE} (?:estoy|estamos)|(?:estoy|estamos) {_THERE}"
    rf"|(?:voy|vamos|ire|iremos) (?:con(?: mi \w+)?|l[ao]s (?:dos|tres)|tod[ao]s)"
    r"|zi|conforme|puntual|(?:alli )?como un clavo|no faltaba mas|cuenta con (?:ello|eso)"
    r"|ya (?:te |os |lo |la )?(?:te |os )?confirme(?: (?:ayer|antes|hoy|el otro dia))?"
    r"|(?:(?:ya )?lo se|me acuerdo)?(?: ?,? ?que)? ?(?:no se me (?:ha )?olvid\w+)"
    r"|(?:ya )?lo se|(?:ya )?me acuerdo"
    r"|no (?:falto|faltare|faltaremos|fallo|fallare)"
    r"|(?:ya )?(?:enterad[oa]s?|entendid[oa]|recibid[oa]|anotad[oa]|apuntad[oa])"
    r"|me viene (?:muy |super ?)?(?:bien|genial|perfecto|estupendo)"
    r"|(?:ya )?(?:lo|la) (?:tengo|tenia) (?:ya )?(?:apuntad[oa]|anotad[oa]|presente|en cuenta)"
    rf"|{_GOD})?(?: {_GOD})?(?: ?,? ?(?:hasta|nos vemos|te veo|os veo) (?:{_DAY}|entonces|alli|ahi))?"
)
_SEE_YOU = re.compile(
    rf"{_YES}(?:(?:hasta|nos vemos|te veo|os veo|la veo|le veo) (?P<after>{_DAY}|entonces|alli|ahi)"
    rf"|(?P<before>{_DAY}|alli|ahi) (?:nos vemos|te veo|os veo|la veo|le veo|hablamos|{_GO})"
    rf"|{_GO}(?: {_THERE})? (?P<on>{_DAY}))(?: {_GOD})?"
)

_DOUBT = re.compile(
    r"\bno (?:lo )?se(?= si\b| aun\b| todavia\b|$)|\bnose\b|\bno (?:estoy|estamos) segur"
    r"|\bno (?:lo )?tengo claro|\bno creo\b|\bquizas?\b|\b(?:a lo mejor|igual|tal vez) no\b"
    r"|\blo intentare\b|\bhare(?:mos)? lo posible\b"
    # "Si puedo voy" hangs on something; a bare "si puedo" is a yes without its comma.
    rf"|\bsi (?:puedo|podemos|no llueve|me \w+(?: \w+)?),? {_GO}\b|\b{_GO} si (?:puedo|podemos|no|me|nos)\b"
    # Something has happened to them: nobody who says so is asked again whether they come.
    r"|\bimprevisto|\bingresad[oa]\b|\b(?:en el|al) hospital\b|\bpor urgencias\b"
    r"|\b(?:entierro|tanatorio|funeral)\b|\b(?:ha muerto|murio|ha fallecido|fallecio) (?:mi|un|una|su)\b"
    r"|\b(?:voy|vamos) a (?:tener que )?(?:anular|cancelar|cambiar)"
)


def doubts(text: str) -> bool:
    """Whether they do not know: no yes, and worth asking what they would rather."""
    return "?" not in text and _DOUBT.search(plain(text)) is not None


def says_so(text: str, day: date, today: date) -> bool:
    """Whether it says that they come on `day`; "hasta mañana" does where that is tomorrow."""
    if "?" in text:
        return False
    bare = " ".join(_ASIDE.sub(" ", plain(text)).replace(",", " ").split())
    if not bare:
        return False
    see_you = _SEE_YOU.fullmatch(bare)
    if see_you:
        return _is_that(see_you["after"] or see_you["before"] or see_you["on"], day, today)
    return _COMES.fullmatch(bare) is not None


def _is_that(said: str, day: date, today: date) -> bool:
    """Whether the word names that day; "entonces" and "allí" name whatever was asked about."""
    word, ahead = said.removeprefix("el "), (day - today).days
    near = {"hoy": 0, "manana": 1, "pasado manana": 2}
    if word in near:
        return ahead == near[word]
    return word not in _DAYS or (ahead in range(8) and day.weekday() == _DAYS.index(word))
