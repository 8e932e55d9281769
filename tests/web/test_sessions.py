from booking_bot.db import Database
from tests.web.house import Visitor, application, furnish


def test_only_pages_that_look_at_the_session_send_its_cookie(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        furnish(session)
    owner = Visitor(application(sqlite, demo=True))
    owner.sign_in()

    sent = {}
    for path in ("/admin/", "/simulator/", "/simulator/state", "/static/app.css", "/healthz"):
        with owner.client.get(path) as answer:
            sent[path] = "Set-Cookie" in answer.headers

    assert sent == {
        "/admin/": True,
        "/simulator/": False,
        "/simulator/state": False,
        "/static/app.css": False,
        "/healthz": False,
    }
