"""`understand`: what the bot makes of messages, without settings or database; with `--why`, by which rules.

With `--jsonl` one JSON object a line comes in and one goes out, in order: `text`, and where known `id`,
`now` (local time at the business) and `expecting`. A line that is wrong is told on standard error and
left out; the command then ends with 1.

`--missed` tells instead what customers wrote that was not understood, from the database.
"""

import json
import sys
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import click

from booking_bot.cli.files import business_file
from booking_bot.cli.why import told
from booking_bot.language import understand
from booking_bot.language.explanation import explain
from booking_bot.language.frame import Asked, Expecting, Frame
from booking_bot.services.file_form.form import BusinessFile
from booking_bot.services.file_form.vocabulary import vocabulary


class WrongLine(ValueError):
    """A line of the input is not a message; the text says why."""


class Moment(click.ParamType[datetime]):
    name = "YYYY-MM-DDTHH:MM"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            return value if isinstance(value, datetime) else datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date and time such as 2026-11-23T10:00", param, ctx)


def _tell_missed(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted:
        import_module("booking_bot.cli.missed").tell()
        context.exit()


@click.command("understand")
@click.argument("text", nargs=-1)
@click.option("--jsonl", is_flag=True, help="Read one JSON object a line from standard input.")
@click.option(
    "--business",
    "path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The business file; without it that of the demo.",
)
@click.option("--why", is_flag=True, help="Tell which rules found what in TEXT, then what was understood.")
@click.option("--now", type=Moment(), help="The local time at the business; without it the present.")
@click.option(
    "--missed",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_tell_missed,
    help="List what customers wrote that was not understood, the most frequent first.",
)
def command(text: tuple[str, ...], jsonl: bool, path: Path | None, why: bool, now: datetime | None) -> None:
    """Print what is understood of TEXT."""
    if jsonl == bool(text):
        raise click.UsageError("Give either a text or --jsonl.")
    if jsonl and why:
        raise click.UsageError("--why explains one text; it does not go with --jsonl.")
    business = _business(path)
    words = vocabulary(business)
    present = now or datetime.now(business.zone)

    def frame_of(message: dict[str, Any]) -> Frame:
        moment = _moment(message.get("now"), business) or present
        return understand(_text(message), moment, words, _expecting(message.get("expecting")))

    if why:
        click.echo(told(explain(" ".join(text), present, words)))
    elif not jsonl:
        _write(frame_of({"text": " ".join(text)}).as_json())
    elif not _answer_lines(frame_of):
        raise click.exceptions.Exit(1)


def _business(path: Path | None) -> BusinessFile:
    if path:
        return business_file(path, calendars=False)
    with as_file(files("booking_bot") / "demo" / "peluqueria.toml") as demo:
        return business_file(demo, calendars=False)


def _answer_lines(frame_of: Callable[[dict[str, Any]], Frame]) -> bool:
    """Answer each line of standard input. False where one was wrong."""
    right = True
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        try:
            message = _object(line)
            frame = frame_of(message)
        except WrongLine as wrong:
            click.echo(f"line {number}: {wrong}", err=True)
            right = False
        else:
            _write({key: message[key] for key in ("id",) if key in message} | frame.as_json())
    return right


def _write(answer: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
    sys.stdout.buffer.flush()


def _object(line: bytes) -> dict[str, Any]:
    try:
        message = json.loads(line.strip())
    except UnicodeDecodeError:
        raise WrongLine("this is not UTF-8") from None
    except json.JSONDecodeError as broken:
        raise WrongLine(f"this is not JSON: {broken.msg} at column {broken.colno}") from None
    except RecursionError:
        raise WrongLine("this is nested too deeply") from None
    if not isinstance(message, dict):
        raise WrongLine('this is not an object such as {"id": "1", "text": "hola"}')
    return message


def _text(message: dict[str, Any]) -> str:
    text = message.get("text")
    if not isinstance(text, str):
        raise WrongLine('"text" wants a string')
    return text


def _moment(text: object, business: BusinessFile) -> datetime | None:
    """A time with an offset is brought to the business; one without is its own."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        raise WrongLine('"now" wants a date and time such as "2026-11-23T10:00"') from None
    return moment.astimezone(business.zone) if moment.tzinfo else moment


def _expecting(told: object) -> Expecting | None:
    if told is None:
        return None
    if not isinstance(told, dict) or str(told.get("kind")) not in set(Asked):
        raise WrongLine(f'"expecting" wants null or an object whose "kind" is one of {", ".join(Asked)}')
    try:
        options = tuple(datetime.fromisoformat(option) for option in told.get("options") or ())
    except (TypeError, ValueError):
        raise WrongLine('"options" wants a list of times such as "2026-11-24T10:00"') from None
    return Expecting(Asked(told["kind"]), options)
