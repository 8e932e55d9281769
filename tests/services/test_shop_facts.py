from datetime import timedelta

from booking_bot.dialogue.desk import Terms
from booking_bot.models import Business, Resource, ResourceKind, Service, ServiceStaff
from booking_bot.services.catalogue import Catalogue
from booking_bot.services.shop_facts import shop_facts

HALF_AN_HOUR, FORTY = timedelta(minutes=30), timedelta(minutes=40)


def of_the_cut(*skills: ServiceStaff, hidden: bool = False) -> tuple[object, ...]:
    cut = Service(
        id=1, slug="corte", name="Corte", length=HALF_AN_HOUR, price_cents=1600, price_hidden=hidden
    )
    staff = [
        Resource(id=number, kind=ResourceKind.STAFF, slug=slug, name=slug.title(), active=slug != "eva")
        for number, slug in enumerate(("marta", "leo", "eva"), start=1)
    ]
    shop = Catalogue(
        Business(name="Lirio", timezone="Europe/Madrid", hours={}),
        services=[cut],
        staff=staff,
        rooms=[],
        skills=skills,
        needs=[],
        specials=[],
    )
    (facts,) = shop_facts(shop).services
    return facts.length, facts.price_cents, facts.price_from, facts.own


def test_a_service_that_all_do_alike_has_no_terms_of_its_staff() -> None:
    both = [ServiceStaff(service_id=1, staff_id=number) for number in (1, 2)]

    assert of_the_cut(*both) == (HALF_AN_HOUR, 1600, False, ())


def test_where_they_differ_the_least_is_told_of_the_service_and_each_has_their_own() -> None:
    skills = (
        ServiceStaff(service_id=1, staff_id=1, price_cents=1850, length=FORTY),
        ServiceStaff(service_id=1, staff_id=2),
        ServiceStaff(service_id=1, staff_id=3, price_cents=100),  # has left
    )

    own = (Terms("marta", FORTY, 1850), Terms("leo", HALF_AN_HOUR, 1600))
    assert of_the_cut(*skills) == (HALF_AN_HOUR, 1600, True, own)


def test_a_price_that_is_not_told_is_nobodys() -> None:
    told = of_the_cut(ServiceStaff(service_id=1, staff_id=1, price_cents=1850), hidden=True)

    assert told[1:] == (None, False, ())
