import pytest

from booking_bot.domain.links import LONGEST, followable


@pytest.mark.parametrize(
    ("written", "link"),
    [
        ("https://envios.example/1042?a=b#c", "https://envios.example/1042?a=b#c"),
        (" http://envios.example ", "http://envios.example"),
        ("javascript:alert(1)", ""),
        ("data:text/html,hola", ""),
        ("//envios.example/1042", ""),
        ("envios.example/1042", ""),
        ("https://", ""),
        ("https://banco.example@otro.example/", ""),
        ("https://envios.example/a b", ""),
        ("https://envios.example/\u202eabc", ""),
        ("https://[", ""),
        ("https://envios.example/" + "a" * LONGEST, ""),
        ("", ""),
    ],
)
def test_a_link_leads_to_the_web_and_where_it_says(written: str, link: str) -> None:
    assert followable(written) == link
