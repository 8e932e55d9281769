import pytest

from booking_bot.domain.contact_names import Called, clean, spoken

AS_KEPT = {
    "🌸Mari🌸": Called("Mari"),
    "~ Mari ♡": Called("Mari"),
    "𝓜𝓪𝓻𝓽𝓪 ✨": Called("Marta"),
    "ANA LOPEZ cliente": Called("Ana Lopez"),
    "JUAN DE LA CRUZ": Called("Juan de la Cruz"),
    "ana belén": Called("Ana Belén"),
    "María José": Called("María José"),
    "Mª Carmen": Called("María Carmen"),
    "Ma. Elena": Called("María Elena"),
    "Ana Mª ♥️": Called("Ana María"),
    "Fco. Javier Ruiz": Called("Francisco Javier Ruiz"),
    "Jean-Paul O'Hara": Called("Jean-Paul O'Hara"),
    "Marta S.": Called("Marta S."),
    "J.R.": Called("J.R."),
    "D. Anselmo": Called("Anselmo"),
    "Juan (coche rojo)": Called("Juan", "coche rojo"),
    "Sra. Carmen tinte 🧡": Called("Carmen", "tinte"),
    "Mari Pelu 2": Called("Mari", "Pelu 2"),
    "Mari 2": Called("Mari"),
    "Luis - vecino de Ana": Called("Luis", "vecino de Ana"),
    "McDonald": Called("McDonald"),
    "محمد": Called("محمد"),
}
NEVER_EMPTY = {
    "💅": Called("💅"),
    "(Ana)": Called("Ana"),
    "Cliente 3": Called("Cliente 3"),
    "cliente": Called("Cliente"),
    "12345": Called("12345"),
    "Sr.": Called("Sr"),
}


@pytest.mark.parametrize("text", AS_KEPT)
def test_a_name_is_told_from_what_stands_around_it(text: str) -> None:
    assert clean(text, services={"tinte"}) == AS_KEPT[text]


@pytest.mark.parametrize("text", NEVER_EMPTY)
def test_what_is_hardly_a_name_is_not_lost(text: str) -> None:
    assert clean(text) == NEVER_EMPTY[text]


def test_what_is_clean_stays_as_it_is() -> None:
    again = {text: clean(one.name).name for text, one in AS_KEPT.items()}

    assert again == {text: one.name for text, one in AS_KEPT.items()}


def test_a_profile_without_a_letter_is_nobodys_name() -> None:
    assert [spoken(profile) for profile in (None, "", "🌸🌸", "...", "600 111 222", "🌸Mari🌸")] == [
        None, None, None, None, None, "Mari",
    ]  # fmt: skip
