from booking_bot.domain.contact_lists import Contact, read


def test_a_line_is_a_name_and_a_number_in_either_order() -> None:
    text = "Mamá 600 11 12 22\n+34 600-111-333: Luis (fontanero)\n\n600111444\nTía Pepa\n"

    assert read(text) == [
        Contact("Mamá", "600 11 12 22"),
        Contact("Luis (fontanero)", "+34 600-111-333"),
        Contact("", "600111444"),
        Contact("Tía Pepa", ""),
    ]


def test_a_card_of_a_telephone_is_read_with_each_of_its_numbers() -> None:
    text = (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Peña;Inés;;;\r\nFN:Inés Peña\\, dentista\r\n"
        "item1.TEL;TYPE=CELL:+34 600 11 12 22\r\nTEL:tel:+34911222333\r\nEND:VCARD\r\n"
        "BEGIN:VCARD\r\nN:Gil;Rosa;;;\r\nTEL;CELL:600111\r\n 333\r\nEND:VCARD"
    )

    assert read(text) == [
        Contact("Inés Peña, dentista", "+34 600 11 12 22"),
        Contact("Inés Peña, dentista", "+34911222333"),
        Contact("Rosa Gil", "600111333"),
    ]


def test_names_in_the_writing_of_old_telephones_are_read() -> None:
    text = (
        "BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:In=C3=A9s=\n=20Pe=C3=B1a\n"
        "TEL;CELL:600111222\nEND:VCARD"
    )

    assert read(text) == [Contact("Inés Peña", "600111222")]


def test_a_picture_swallows_no_number() -> None:
    text = "BEGIN:VCARD\nFN:Ana\nPHOTO;ENCODING=BASE64;JPEG:/9j/4AAQ\n SkZJRg==\n\nTEL:600111222\nEND:VCARD"

    assert read(text) == [Contact("Ana", "600111222")]


def test_newer_and_older_cards_say_the_same() -> None:
    cards = (
        'VERSION:4.0\nFN:Iñaki Peña\nTEL;VALUE=uri;TYPE="voice,cell":tel:+34-600-111-222;ext=5\n'
        "TEL;TYPE=home:tel:+34-600-111-222",
        "VERSION:2.1\nFN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:I=F1aki Pe=F1a\n"
        "TEL;CELL:+34-600-111-222",
        "VERSION:3.0\nFN:\nN:Peña ;Iñaki;;;\nTEL:+34-600-111-222",
        "VERSION:3.0\nN:;;;;\nORG:Iñaki Peña;Ventas\nTEL:+34-600-111-222",
    )

    found = [read(f"BEGIN:VCARD\n{card}\nEND:VCARD") for card in cards]

    assert found == [[Contact("Iñaki Peña", "+34-600-111-222")]] * 4


def test_a_card_without_a_number_is_still_told_of() -> None:
    assert read("BEGIN:VCARD\nFN:Nadie\nEND:VCARD") == [Contact("Nadie", "")]


def test_a_card_that_was_cut_off_takes_no_number_of_the_next() -> None:
    cut = "BEGIN:VCARD\nFN:Ana\nTEL:60011\n"
    whole = "BEGIN:VCARD\nFN:Luis\nTEL:600111333\nEND:VCARD\n"

    assert read(cut + whole) == [Contact("Luis", "600111333")]
