"""What understanding needs to know of a shop, from its business file."""

from booking_bot.language.frame import Term, Vocabulary
from booking_bot.services.file_form.form import BusinessFile
from booking_bot.services.file_form.hours import openings


def vocabulary(file: BusinessFile) -> Vocabulary:
    business = file.business
    return Vocabulary(
        services=tuple(
            Term(service.id, service.name, tuple(service.aliases))
            for service in file.services
            if service.active
        ),
        staff=tuple(Term(member.id, member.name, tuple(member.aliases)) for member in file.staff),
        hours=openings(file.hours.by_day()),
        country=business.country,
        subdivision=business.subdivision,
        locale=business.locale,
    )
