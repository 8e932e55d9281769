"""Looking for words in all that was ever said, and for people."""

from flask import render_template, request

from booking_bot.services.chats import search
from booking_bot.services.chats.search import Found
from booking_bot.services.place import place_of
from booking_bot.web.admin.blueprint import blueprint, now
from booking_bot.web.admin.roles import staff_too
from booking_bot.wiring import wiring


@blueprint.get("/conversaciones/buscar")
@staff_too
def search_conversations() -> str:
    query = " ".join(request.args.get("q", "").split())[: search.LONGEST_QUERY]
    number = request.args.get("desde", "")
    before = int(number) if number.isdecimal() and len(number) < 10 else None
    with wiring().database.reading() as session:
        place = place_of(session)
        # PostgreSQL refuses a NUL in a text, wherever it comes from.
        asked = query.replace("\0", "")
        nothing = Found((), (), (), None)
        found = search.find(session, asked, country=place.country, before=before) if asked else nothing
        return render_template(
            "admin/chat_search.html",
            query=query,
            found=found,
            first=before is None,
            zone=place.zone,
            now=now(),
        )
