"""Which of the options read out a short text points at by its place: "la segunda", "opción 3"."""

from booking_bot.dialogue.phrases import plain

_ORDINALS = """
    1 primero primera primer 1a 1o 1ª 1º first
    2 segundo segunda 2a 2o 2ª 2º second
    3 tercero tercera tercer 3a 3o 3ª 3º third
    4 cuarto cuarta 4a 4o 4ª 4º fourth
    5 quinto quinta 5a 5o 5ª 5º fifth
    6 sexto sexta
    7 septimo septima
    8 octavo octava
    9 noveno novena
    10 decimo decima
"""
_ORDER = {
    word: int(number)
    for number, *words in (line.split() for line in _ORDINALS.strip().splitlines())
    for word in words
}
_CARDINALS = ("uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez")
_NUMBERS = {word: number for number, word in enumerate(_CARDINALS, start=1)}
_LAST = {"ultimo", "ultima", "last"}
_MARKS = {"opcion", "numero", "option", "number"}
# Around a place these say nothing of their own; whatever else is said makes it no mere pick.
_SOFT_WORDS = """
    la el lo esa ese pues vale si mejor quiero quisiera prefiero cojo dame ponme elijo seria por favor porfa
    gracias hija hijo the one please me quedo con bueno entonces yo y solo solamente
"""
_SOFT = frozenset(_SOFT_WORDS.split())


def pointed_at(text: str, count: int, *, of_times: bool) -> int | None:
    """The place, from 0, among `count` options; None where the text says more, less or something else.

    Among times (`of_times`) a bare "el 2" may be a day and "la 2" an hour: there only an ordinal or a
    number said to be one counts.
    """
    words = plain(text).replace(",", " ").split()
    marked = any(word in _MARKS for word in words)
    said = [word for word in words if word not in _SOFT and not (marked and word in _MARKS)]
    if len(said) != 1 or len(words) > 8 or "?" in text:
        return None
    place = count if said[0] in _LAST else _ORDER.get(said[0])
    if place is None and (marked or not of_times):
        place = int(said[0]) if said[0].isdecimal() and len(said[0]) < 3 else _NUMBERS.get(said[0])
    return place - 1 if place is not None and 1 <= place <= count else None
