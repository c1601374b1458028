"""A service on a socket of this computer, in its own process, and Node running functions.js."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from addin.call import Fault, Rows
from addin.office.metadata import identifier
from addin.trials import Trial
from udfs.errors import EXCEL_CODES
from udfs.readers import read_date

ROOT = Path(__file__).resolve().parents[3]
EXCEL = Path(__file__).with_name("excel.js")

START = """
import uvicorn
from addin.office.protocol import TimedProtocol
from addin.office.service import Settings, configuration
from addin.office.wire import Limits
TimedProtocol.head_seconds = {head_seconds}
settings = Settings(**{settings})
if {limits}:
    settings = settings._replace(limits=Limits(**{limits}))
uvicorn.Server(configuration(settings, "127.0.0.1", {port}, None, None)).run()
"""


class Service(NamedTuple):
    """Where it runs, and as which process."""

    url: str
    port: int
    process: subprocess.Popen[bytes]
    log: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(
    folder: Path, *, limits: dict | None = None, head_seconds: float = 10.0, **settings: Any
) -> Iterator[Service]:
    """A service with these settings, until the end of the block."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    code = START.format(
        settings={"base_url": url, **settings}, limits=limits, head_seconds=head_seconds, port=port
    )
    log = folder / f"service-{port}.log"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", code], stdout=out, stderr=out, env=environment, cwd=folder
        )
    try:
        _wait(url, process, log)
        yield Service(url, port, process, log)
    finally:
        process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 30
    while True:
        try:
            urllib.request.urlopen(f"{url}/health", timeout=5).close()
        except (urllib.error.URLError, OSError):
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"the service did not start: {log.read_text()}") from None
            time.sleep(0.05)
        else:
            return


def has_node() -> bool:
    return shutil.which("node") is not None


def node(page: str, script: bytes, steps: list, **more: Any) -> dict:
    """What Excel would show: the real functions.js, run by Node."""
    given = {"page": page, "script": script.decode(), "steps": steps, **more}
    done = subprocess.run(
        ["node", str(EXCEL)],
        input=json.dumps(given).encode(),
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout, parse_int=float)  # Node writes 1e20 with all its digits


# ------------------------------------------------------------------------- cells of a trial


def wire(trial: Trial) -> dict:
    """A trial as a call of the service."""
    return {"name": trial.function, "arguments": [_block(one, "error") for one in trial.arguments]}


def excel(trial: Trial) -> list:
    """A trial as Excel hands it to a custom function."""
    return [identifier(trial.function), [_block(one, "$error") for one in trial.arguments], []]


def _block(rows: list | None, error: str) -> Any:
    return None if rows is None else [[_cell(cell, error) for cell in row] for row in rows]


def _cell(cell: Any, error: str) -> Any:
    if isinstance(cell, datetime.date):
        return read_date(cell, "date")
    return {error: cell} if isinstance(cell, str) and cell in EXCEL_CODES else cell


def shown(rows: Rows) -> list:
    """Expected cells as JSON has them."""
    return [
        [
            {"error": cell.code, "message": cell.message} if isinstance(cell, Fault) else cell
            for cell in row
        ]
        for row in rows
    ]
