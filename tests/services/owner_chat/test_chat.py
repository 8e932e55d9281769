"""A yes does what was asked, once; a no or anything else drops it; customers are customers."""

from datetime import timedelta

from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.dialogue import owner
from booking_bot.dialogue import owner_texts as texts
from booking_bot.dialogue.state import State
from booking_bot.models import Conversation, Message
from tests.services.owner_chat.house import ANA, CARMEN, LUCIA, House
from tests.services.test_turn_statements import counted

WANTED = "apunta a Marta Gil el jueves a las 11 para tinte"
ASKED = "Apunto a Marta Gil (…1444): Tinte el jueves 26 de noviembre a las 11:00 con Lucía. ¿Lo hago?"
DONE = "Apuntado. Marta Gil: Tinte el jueves 26 de noviembre a las 11:00 con Lucía."
HERS = "26 11:00 Marta Gil, Tinte, Lucía"


def test_nothing_is_done_before_a_yes(sqlite: Database) -> None:
    house = House(sqlite)

    asked = house.says(CARMEN, WANTED)
    before = house.agenda()
    done = house.says(CARMEN, "Sí, gracias.")

    assert (asked, done) == (ASKED, DONE)
    assert (HERS in before, HERS in house.agenda()) == (False, True)


def test_a_second_yes_acts_no_more(sqlite: Database) -> None:
    house = House(sqlite)
    house.says(CARMEN, WANTED)
    yes = house.buttons(CARMEN)["Sí"]

    said = [
        house.says(CARMEN, "Sí", payload=yes),
        house.says(CARMEN, "Sí", payload=yes),
        house.says(CARMEN, "vale"),
    ]

    assert said == [DONE, owner.DONE_ALREADY, owner.DONE_ALREADY]
    assert house.agenda().count(HERS) == 1


def test_a_no_drops_it(sqlite: Database) -> None:
    house = House(sqlite)
    house.says(CARMEN, WANTED)

    said = house.says(CARMEN, "No, déjalo")
    house.says(CARMEN, "sí")

    assert (said, HERS in house.agenda()) == (owner.DROPPED, False)


def test_anything_else_drops_it_and_is_answered(sqlite: Database) -> None:
    house = House(sqlite)

    for other in ("qué tengo mañana", "hola", "¿cuánto cuesta el tinte?"):
        house.says(CARMEN, WANTED)
        yes = house.buttons(CARMEN)["Sí"]
        said = house.says(CARMEN, other)
        late = house.says(CARMEN, "Sí", payload=yes)

        assert (bool(said), said in (ASKED, DONE), late) == (True, False, owner.OVER)
    assert HERS not in house.agenda()


def test_a_yes_after_an_hour_does_nothing(sqlite: Database) -> None:
    house = House(sqlite)
    house.says(CARMEN, WANTED)
    yes = house.buttons(CARMEN)["Sí"]
    house.now += timedelta(minutes=61)

    said = house.says(CARMEN, "Sí", payload=yes)
    house.says(CARMEN, "sí")

    assert (said, HERS in house.agenda()) == (owner.OVER, False)


def test_the_button_of_an_earlier_question_does_nothing(sqlite: Database) -> None:
    house = House(sqlite)
    house.says(CARMEN, WANTED)
    earlier = house.buttons(CARMEN)["Sí"]
    house.says(CARMEN, "apunta a Luis el jueves a las 17:00 para corte con Marcos")

    said = house.says(CARMEN, "Sí", payload=earlier)

    assert said == owner.OVER
    assert len(house.agenda()) == 3


def test_another_order_takes_the_place_of_the_one_before(sqlite: Database) -> None:
    house = House(sqlite)
    house.says(CARMEN, WANTED)
    house.says(CARMEN, "apunta a Luis el jueves a las 17:00 para corte con Marcos")
    house.says(CARMEN, "sí")

    assert house.agenda()[3:] == ["26 17:00 Luis, Corte, Marcos"]


def test_what_comes_in_a_burst_is_one_order(sqlite: Database) -> None:
    house = House(sqlite)

    assert house.says(CARMEN, "apunta a Marta Gil\nel jueves a las 11\npara tinte") == ASKED


def test_a_yes_and_the_next_order_in_a_burst_are_both_heard(sqlite: Database) -> None:
    house = House(sqlite)
    house.says(CARMEN, WANTED)

    said = house.says(CARMEN, "sí\ncancela a Luis")
    house.says(CARMEN, "sí")

    luis = "Cancelo la cita de Luis: Corte mañana, martes 24 de noviembre, a las 12:00 con Lucía."
    assert said == f"{DONE}\n\n{luis} ¿La cancelo y se lo digo?"
    assert HERS in house.agenda()
    assert [line for line in house.agenda() if "Luis" in line] == []


def test_more_words_instead_of_a_yes_put_it_right(sqlite: Database) -> None:
    house = House(sqlite)
    house.says(CARMEN, WANTED)

    assert house.says(CARMEN, "mejor a las 12") == ASKED.replace("11:00", "12:00")


def test_customers_who_write_the_same_are_customers(sqlite: Database) -> None:
    house = House(sqlite)

    said = house.says(ANA, WANTED)
    house.says(ANA, "sí")

    assert said != ASKED
    assert [line for line in house.agenda() if "Marta" in line] == ["24 12:00 Marta Gil, Corte, Marcos"]


def test_customers_pay_no_statement_for_it(sqlite: Database) -> None:
    house = House(sqlite)
    house.says(ANA, "hola")

    with counted(sqlite) as statements:
        house.says(ANA, "cancela la de las 12")

    asked = [one for one in statements if "account.phone" in one]
    assert (len(asked), "turn_due_at" in asked[0]) == (1, True)  # with the conversation itself


def test_the_shops_people_still_book_for_themselves(sqlite: Database) -> None:
    house = House(sqlite)

    proposed = house.says(LUCIA, "quiero un corte con Marcos el viernes a las 11")
    house.says(LUCIA, "sí")

    assert "¿Te la reservo?" in proposed
    assert "27 11:00 X, Corte, Marcos" in house.agenda()


def test_their_own_talk_goes_on_behind_an_order(sqlite: Database) -> None:
    house = House(sqlite)
    house.says(LUCIA, "quiero un corte con Marcos el viernes a las 11")
    house.says(LUCIA, "apunta a Ana el jueves a las 12 para corte")
    house.says(LUCIA, "sí")

    with sqlite.reading() as session:
        state = session.exec(
            select(Conversation.state).where(col(Conversation.address) == f"whatsapp:{LUCIA}")
        ).one()
    assert State.from_json(state).wish is not None
    assert "26 12:00 Ana Ruiz, Corte, Lucía" in house.agenda()


def test_who_is_not_understood_is_told_what_to_say_and_no_person_is_called(sqlite: Database) -> None:
    house = House(sqlite)

    said = [house.says(CARMEN, text) for text in ("cambia la contraseña", "bla bla", "bli bli", "blu blu")]

    assert said == [owner.HELP] * 4
    assert house.says(CARMEN, WANTED) == ASKED


def test_orders_are_taken_while_a_person_has_their_talk_as_customers(sqlite: Database) -> None:
    house = House(sqlite)
    house.says(CARMEN, "quiero hablar con una persona")

    assert house.says(CARMEN, WANTED) == ASKED
    assert house.says(CARMEN, "sí") == DONE
    assert house.says(CARMEN, "quiero un corte mañana") == ""


def test_what_lacks_need_not_be_told(sqlite: Database) -> None:
    house = House(sqlite)
    house.says(CARMEN, "apunta a Luis el jueves")

    assert house.says(CARMEN, "no, déjalo") == owner.DROPPED
    assert house.says(CARMEN, "tinte") != "¿A qué hora el jueves 26 de noviembre?"


def test_what_they_are_told_is_no_message_to_a_customer(sqlite: Database) -> None:
    house = House(sqlite)
    house.says(CARMEN, WANTED)

    with sqlite.reading() as session:
        assert session.exec(select(Message.kind).where(col(Message.body) == ASKED)).one() == "staff"


def test_nobody_of_the_shop_is_greeted_as_a_customer(sqlite: Database) -> None:
    house = House(sqlite)

    said = [
        house.says(CARMEN, text, introduced=False)
        for text in ("cómo va lo de Lucía", "asdf qwer", "qué tal mañana")
    ]

    assert said == [owner.HELP] * 3
    with house.database.reading() as session:
        assert [State.from_json(one.state).wish for one in session.exec(select(Conversation))] == [None] * 4


def test_who_of_the_shop_wants_an_appointment_still_books_one(sqlite: Database) -> None:
    house = House(sqlite)

    said = house.says(CARMEN, "quiero cita con Lucía")

    assert said != owner.HELP
    with house.database.reading() as session:
        assert any(State.from_json(one.state).wish for one in session.exec(select(Conversation)))


def test_to_cancel_a_whole_day_is_no_appointment_of_their_own(sqlite: Database) -> None:
    house = House(sqlite)

    for text in ("cancela todas las de hoy", "Anula toda la tarde", "cancela todo"):
        assert house.says(CARMEN, text) == texts.WHOLE_DAY
    assert house.says(CARMEN, "cancela todas mis citas") != texts.WHOLE_DAY
