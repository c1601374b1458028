"""The workers of the service: a few processes, a bounded queue, an end to what takes too long."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from pathlib import Path

from addin.office.wire import Answer, Limits, answer, refusal
from addin.office.worker import HEAD, frame

ROOT = Path(__file__).resolve().parents[2]

#: After the time of a request a worker stops by itself; after this many seconds more it is ended.
GRACE = 3.0

#: Seconds for a worker to begin, on a computer that is busy with other things.
START = 60.0

#: One that has answered so often makes room for a fresh one.
LIFE = 50_000


class Worker:
    """One process; it answers one request at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.answered = 0

    @classmethod
    async def start(cls, limits: Limits) -> Worker:
        environment = dict(os.environ)
        known = environment.get("PYTHONPATH")
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), known)))
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
            environment.setdefault(name, "1")  # no matrices here: threads would only cost memory
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "addin.office.worker"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # a traceback could hold values of cells
            limit=1024 * 1024,
            env=environment,
        )
        worker = cls(process)
        try:
            async with asyncio.timeout(START):
                await worker._send(json.dumps(limits).encode())
                await worker._receive()
        except BaseException:
            await worker.end()
            raise
        return worker

    async def answer(self, body: bytes) -> Answer:
        await self._send(body)
        status, calls, cells, faults = json.loads(await self._receive())
        found = Answer(status, await self._receive(), calls, cells, faults)
        self.answered += 1
        return found

    async def _send(self, message: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(frame(message))
        await self.process.stdin.drain()

    async def _receive(self) -> bytes:
        assert self.process.stdout is not None
        (length,) = HEAD.unpack(await self.process.stdout.readexactly(HEAD.size))
        return await self.process.stdout.readexactly(length)

    async def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        assert self.process.stdin is not None
        self.process.stdin.close()
        await self.process.wait()


def _busy() -> Answer:
    return refusal(503, "the service is busy with other requests; recalculate in a moment")


class Pool:
    """At most `size` requests at a time, `waiting` more in the queue, none without an answer.

    Parameters
    ----------
    size : int
        Worker processes, started when they are first needed; 0 computes in this process, in one
        thread at a time, and cannot end what takes too long.
    waiting : int
        Requests that may wait for a worker.
    limits : Limits
        What each request may ask for.
    """

    def __init__(self, size: int, waiting: int, limits: Limits) -> None:
        self.size = size
        self.limits = limits
        self.most = waiting + max(size, 1)
        self.inside = 0
        self._idle: list[Worker] = []
        self._places = asyncio.Semaphore(max(size, 1))

    async def answer(self, body: bytes) -> Answer:
        """The answer to a request, or a refusal when there is no room or no time."""
        if self.inside >= self.most:
            return _busy()
        self.inside += 1
        try:
            return await self._in_turn(body)
        finally:
            self.inside -= 1

    async def _in_turn(self, body: bytes) -> Answer:
        try:
            async with asyncio.timeout(self.limits.seconds):
                await self._places.acquire()
        except TimeoutError:
            return _busy()
        try:
            return await self._with_worker(body)
        finally:
            self._places.release()

    async def _with_worker(self, body: bytes) -> Answer:
        if not self.size:
            return await asyncio.to_thread(answer, body, self.limits)
        try:
            worker = self._fit() or await Worker.start(self.limits)
        except (TimeoutError, asyncio.IncompleteReadError, OSError):
            return refusal(503, "the service could not start a process to compute with")
        keep = False
        try:
            async with asyncio.timeout(self.limits.seconds + GRACE):
                found = await worker.answer(body)
            keep = worker.answered < LIFE
        except TimeoutError:
            return refusal(504, f"the request took more than {self.limits.seconds:g} seconds")
        except (asyncio.IncompleteReadError, OSError):
            return refusal(500, "the calculation broke off; ask for less at a time")
        else:
            return found
        finally:
            if keep:
                self._idle.append(worker)
            else:
                await worker.end()

    def _fit(self) -> Worker | None:
        """One that waits for work and has not been ended by the system meanwhile."""
        while self._idle:
            worker = self._idle.pop()
            if worker.process.returncode is None:
                return worker
        return None

    async def warm(self) -> None:
        """Start all workers, so that the first request need not wait for one."""
        starts = [Worker.start(self.limits) for _ in range(self.size - len(self._idle))]
        self._idle += await asyncio.gather(*starts)

    async def close(self) -> None:
        """End all workers."""
        while self._idle:
            await self._idle.pop().end()
