"""What a cell costs through the service and through functions.js, beside the bare call.

Run as a script it prints how many clients and cells a second the service sustains, in absolute
figures of the computer at hand:

    python -m tests.bench.test_office_bench
"""

from __future__ import annotations

import http.client
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from addin.call import call
from addin.office.build import script
from addin.office.metadata import identifier
from tests.addin.office.running import Service, has_node, node, running
from tests.bench.ratio import ratio, record

SCALAR = ["LEASE_PV", [0.05, 20, 200]]
TABLE = ["LEASE_SCHEDULE", [0.05, 240, 200]]  # 241 rows of 11 columns
MANY = 10_000


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("bench")) as found:
        yield found


def bare(name: str, arguments: list[Any], times: int) -> None:
    for _ in range(times):
        call(name, arguments)


class Client:
    """One connection, kept open."""

    def __init__(self, service: Service) -> None:
        self.link = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.link.close()

    def post(self, body: bytes) -> bytes:
        self.link.request("POST", "/call", body, {"Content-Type": "application/json"})
        reply = self.link.getresponse()
        found = reply.read()
        assert reply.status == 200
        return found


def body(name: str, arguments: list[Any], times: int = 1) -> bytes:
    return json.dumps([{"name": name, "arguments": arguments}] * times).encode()


@pytest.mark.parametrize(
    ("what", "one", "times"),
    [
        ("a scalar cell, 10,000 in one request", SCALAR, MANY),
        ("a scalar cell, alone in its request", SCALAR, 1),
        ("a table of 241 by 11, alone", TABLE, 1),
        ("a table of 241 by 11, 20 in one request", TABLE, 20),
    ],
)
def test_through_the_service(
    benchmark: Any, service: Service, what: str, one: list[Any], times: int
) -> None:
    sent = body(*one, times)
    inner = 20 if times == 1 and one is SCALAR else 1
    with Client(service) as client:
        benchmark.pedantic(client.post, (sent,), rounds=5)
        reached = ratio(lambda: client.post(sent), lambda: bare(*one, times), 9, inner)
    assert record(f"service: {what} / bare calls", reached) > 0


@pytest.mark.skipif(not has_node(), reason="no Node")
@pytest.mark.parametrize(
    ("what", "one", "times"),
    [
        ("a scalar cell, 10,000 in a recalculation", SCALAR, MANY),
        ("a scalar cell, alone in a recalculation", SCALAR, 1),
        ("a table of 241 by 11, alone", TABLE, 1),
    ],
)
def test_through_functions_js(
    benchmark: Any, service: Service, what: str, one: list[Any], times: int
) -> None:
    name, arguments = one
    step = [[identifier(name), [[[cell]] for cell in arguments], None]] * times

    def recalculations() -> list[dict[str, Any]]:
        done = node(f"{service.url}/taskpane.html", script(), [step] * 7)
        return list(done["steps"])

    steps = benchmark.pedantic(recalculations, rounds=1)
    assert all(len(step["requests"]) == 1 for step in steps)
    taken = statistics.median(step["ms"] for step in steps) / 1000
    began = time.perf_counter()
    bare(name, arguments, times)
    reached = taken / (time.perf_counter() - began)
    assert record(f"functions.js: {what} / bare calls", reached) > 0


# ------------------------------------------------------------------ what is sustained


def sustained(service: Service, clients: int, cells: int, seconds: float) -> tuple[float, float]:
    """Requests a second, and the slowest twentieth's milliseconds, with so many clients at once."""
    sent = body(*SCALAR, cells)
    end = time.perf_counter() + seconds

    def one(_: int) -> list[float]:
        took = []
        with Client(service) as client:
            while (began := time.perf_counter()) < end:
                client.post(sent)
                took.append(time.perf_counter() - began)
        return took

    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        took = sorted(one for some in pool.map(one, range(clients)) for one in some)
    return len(took) / (time.perf_counter() - began), took[int(len(took) * 0.95)] * 1000


@pytest.mark.parametrize(("clients", "cells"), [(20, 100), (200, 100)])
def test_many_clients(benchmark: Any, service: Service, clients: int, cells: int) -> None:
    rate, _ = benchmark.pedantic(sustained, (service, clients, cells, 2.0), rounds=1)
    began = time.perf_counter()
    bare(*SCALAR, MANY)
    each = (time.perf_counter() - began) / MANY
    reached = 1 / (rate * cells) / each
    assert record(f"service: a cell, {clients} clients x {cells} cells / bare call", reached) > 0


def main() -> None:
    """The absolute figures of this computer."""
    with tempfile.TemporaryDirectory() as name, running(Path(name)) as service:
        sys.stdout.write("clients  cells/request  requests/s   cells/s  95% within ms\n")
        for clients, cells in ((1, 1), (1, 100), (20, 1), (20, 100), (200, 100), (4, MANY)):
            rate, slow = sustained(service, clients, cells, 4.0)
            line = f"{clients:7}  {cells:13}  {rate:10.0f}  {rate * cells:8.0f}  {slow:13.1f}\n"
            sys.stdout.write(line)


if __name__ == "__main__":
    main()
