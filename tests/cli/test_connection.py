import pytest
from sqlmodel import select

from booking_bot.db import Database
from booking_bot.models import ConnectionKind, ShopConnection
from booking_bot.services.shops import connections
from tests.cli.conftest import Run

KEY = "0123456789" * 4


@pytest.fixture(autouse=True)
def secret_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", KEY)


def stored(url: str) -> list[ShopConnection]:
    database = Database(url)
    with database.reading() as session:
        rows = list(session.exec(select(ShopConnection)))
    database.dispose()
    return rows


def test_a_shop_is_added_and_its_id_and_secret_printed(run: Run, at_database: str) -> None:
    added = run("connection", "add", "woocommerce", "La tienda", "--opt-in")

    (row,) = stored(at_database)
    secret = connections.secret_of(row, KEY)
    assert (added.stdout, added.stderr) == (f"{row.id} {secret}\n", "")
    assert (row.kind, row.name, row.opt_in, row.active) == (
        ConnectionKind.WOOCOMMERCE,
        "La tienda",
        True,
        True,
    )
    assert (len(secret), secret.isalnum()) == (40, True)


def test_a_shop_may_bring_its_own_secret_and_be_asked(run: Run, at_database: str) -> None:
    run("connection", "add", "shopify", "Otra", "--secret", "hush")
    run("connection", "add", "prestashop", "Tercera", "--url", "tercera.example.com/", "--key", "ABC")

    shopify, prestashop = stored(at_database)
    assert connections.secret_of(shopify, KEY) == "hush"
    assert (prestashop.url, connections.key_of(prestashop, KEY)) == ("https://tercera.example.com", "ABC")
    assert "ABC" not in str(prestashop.key)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["prestashop", "Tienda"], "--url: PrestaShop is asked, and wants both an address and a key"),
        (["woocommerce", "Tienda", "--url", "http://tienda.example.com"],
         "--url: this is not the address of a shop, such as https://shop.example.com"),
        (["woocommerce", "Tienda", "--url", "tienda.example.com", "--key", "cs_1"],
         "--key: WooCommerce has two keys, written with a colon: ck_…:cs_…"),
        (["generic", " "], "--name: it wants a name to be told apart by"),
    ],
)  # fmt: skip
def test_what_makes_no_connection_is_refused(
    run: Run, at_database: str, arguments: list[str], said: str
) -> None:
    refused = run("connection", "add", *arguments)

    assert (refused.exit_code, refused.stderr) == (1, f"Error: {said}\n")
    assert stored(at_database) == []
