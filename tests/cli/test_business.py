from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.services.business_file.rows import DEMO

pytestmark = pytest.mark.usefixtures("at_database")


def test_a_business_file_goes_in_and_comes_out(run: Run) -> None:
    loaded = run("business", "load", str(DEMO))
    first = run("business", "dump")
    Path("shop.toml").write_text(first.stdout, encoding="utf-8")
    again = run("business", "load", "shop.toml")

    assert loaded.stdout == again.stdout == "Loaded Peluquería Azahar: services 9, staff 3.\n"
    assert 'name = "Peluquería Azahar"\n' in first.stdout
    assert run("business", "dump").stdout == first.stdout


def test_a_wrong_file_names_its_lines_and_changes_nothing(run: Run) -> None:
    run("business", "load", str(DEMO))
    before = run("business", "dump").stdout
    wrong = (
        DEMO.read_text(encoding="utf-8")
        .replace('currency = "EUR"', 'currency = "PTS"')
        .replace('"32.00"', "32")
    )
    Path("shop.toml").write_text(wrong, encoding="utf-8")

    refused = run("business", "load", "shop.toml")

    assert refused.exit_code == 1
    assert refused.stdout == ""
    assert refused.stderr == (
        "shop.toml:15: business.currency: there is no currency 'PTS': "
        "it wants three capital letters such as EUR\n"
        'shop.toml:74: services.price: wants a price in quotes, such as "28.00"\n'
    )
    assert run("business", "dump").stdout == before


def test_a_file_that_is_not_there_is_said_so(run: Run) -> None:
    refused = run("business", "load", "nowhere.toml")

    assert refused.exit_code == 2
    assert "'nowhere.toml' does not exist" in refused.stderr


def test_without_a_business_there_is_nothing_to_dump(run: Run) -> None:
    refused = run("business", "dump")

    assert refused.exit_code == 1
    assert (
        refused.stderr == "Error: there is no business yet: load one with `booking-bot business load FILE`\n"
    )
