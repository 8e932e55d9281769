"""Posts prepared requests at set times from a process of its own, each over a connection of its own."""

import asyncio
import multiprocessing
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from urllib.parse import urlencode, urlsplit

AHEAD = 0.5  # seconds before the first
PATIENCE = 15.0  # Twilio's own


@dataclass(frozen=True)
class Answer:
    """`seconds` counts from when it should have been posted; status 0 where no answer came."""

    status: int
    seconds: float


def request(url: str, form: dict[str, str], headers: dict[str, str]) -> bytes:
    """A POST as it goes over the line."""
    parts = urlsplit(url)
    body = urlencode(form).encode()
    lines = [f"POST {parts.path} HTTP/1.1", f"Host: {parts.netloc}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body


def post_all(port: int, requests: Sequence[bytes], a_second: float) -> list[Answer]:
    """Post them at that pace, whether or not earlier ones are answered."""
    context = multiprocessing.get_context("forkserver")
    line, other = context.Pipe()
    poster = context.Process(target=_work, args=(other, port, requests, a_second))
    poster.start()
    answers: list[Answer] = line.recv()
    poster.join()
    return answers


def _work(line: Connection, port: int, requests: Sequence[bytes], a_second: float) -> None:
    line.send(asyncio.run(_post_all(port, requests, a_second)))


async def _post_all(port: int, requests: Sequence[bytes], a_second: float) -> list[Answer]:
    begin = time.perf_counter() + AHEAD
    return await asyncio.gather(
        *(_post(port, one, begin + number / a_second) for number, one in enumerate(requests))
    )


async def _post(port: int, request: bytes, at: float) -> Answer:
    await asyncio.sleep(at - time.perf_counter())
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            answer = await reader.read()
            writer.close()
    except (OSError, TimeoutError):
        return Answer(0, time.perf_counter() - at)
    status = answer.split(b" ", 2)[1:2]
    return Answer(int(status[0]) if status else 0, time.perf_counter() - at)
