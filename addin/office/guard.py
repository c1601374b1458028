"""What stands before every request: whose it is, what goes into the log, what the headers say."""

from __future__ import annotations

import json
import logging
import time
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOG = logging.getLogger("onbalance.service")

#: Where Excel on the web shows the task pane.
FRAMES = (
    "https://*.officeapps.live.com https://*.office.com https://*.office365.com "
    "https://*.microsoft.com https://*.sharepoint.com https://*.live.com "
    "https://*.cloud.microsoft"
)
POLICY = (
    "default-src 'none'; script-src 'self' https://appsforoffice.microsoft.com; "
    "style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    f"form-action 'none'; frame-ancestors 'self' {FRAMES}"
)

#: What computes. The rest is public and the same for everybody; Excel on the web reads it from
#: pages of its own, so any origin may.
GUARDED = frozenset(("/call",))

LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))


class Note(NamedTuple):
    """Counts of one request, for the log."""

    calls: int = 0
    cells: int = 0
    faults: dict[str, int] | None = None


class Guard:
    """ASGI middleware: the host and the origin are known ones, and nothing raises past it.

    Parameters
    ----------
    app : ASGI application
        What answers.
    hosts : set of str
        Names that a request may be for; another name may be a page of somebody else's that was
        made to lead here.
    origins : set of str
        Other origins whose pages may call.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str], origins: frozenset[str]) -> None:
        self.app = app
        self.hosts = hosts
        self.origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0
        headers = Headers(scope=scope)
        origin = headers.get("origin", "")

        async def finish(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._protect(MutableHeaders(scope=message), scope["path"], origin)
            await send(message)

        scope.setdefault("state", {})
        try:
            refused = self._refused(scope, headers, origin)
            if refused is None:
                await self.app(scope, receive, finish)
            else:
                await respond(finish, *refused)
        except Exception as error:  # a traceback would hold the values of cells
            LOG.critical("%s", line(event="failed", error=type(error).__name__))
            if not status:
                await respond(finish, 500, "the service failed; its log names the kind of error")
        finally:
            _log(scope, status, time.perf_counter() - began)

    def _refused(
        self, scope: Scope, headers: Headers, origin: str
    ) -> tuple[int, str] | tuple[int, str, dict[str, str]] | None:
        host = headers.getlist("host")
        try:
            name = urlsplit(f"//{host[0]}").hostname if len(host) == 1 else None
        except ValueError:
            name = None
        if name not in self.hosts:
            return 421, "this service does not answer for that host name"
        is_asking = scope["method"] == "OPTIONS"
        if scope["path"] not in GUARDED:
            return (
                (204, "", {"access-control-allow-private-network": "true"}) if is_asking else None
            )
        is_own = origin in ("", f"https://{host[0]}", f"http://{host[0]}")
        if not is_own and origin not in self.origins:
            return 403, "pages of that origin may not use this service"
        if is_asking:
            allow = {
                "access-control-allow-methods": "POST",
                "access-control-allow-headers": "content-type, authorization",
                "access-control-max-age": "600",
            }
            return 204, "", allow
        return None

    def _protect(self, headers: MutableHeaders, path: str, origin: str) -> None:
        headers["x-content-type-options"] = "nosniff"
        headers["referrer-policy"] = "no-referrer"
        headers["content-security-policy"] = POLICY
        headers.setdefault("cache-control", "no-store")
        if path not in GUARDED:
            headers["access-control-allow-origin"] = "*"
        elif origin in self.origins:
            headers["access-control-allow-origin"] = origin
            headers["vary"] = "Origin"


async def respond(
    send: Send, status: int, sentence: str, extra: dict[str, str] | None = None
) -> None:
    """An error as JSON, without any framework; the connection ends with it."""
    body = json.dumps({"error": sentence}).encode() if sentence else b""
    headers = {"content-type": "application/json", "content-length": str(len(body))}
    headers |= extra or {"connection": "close"}
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})


def _log(scope: Scope, status: int, seconds: float) -> None:
    """One line of JSON: which route, how long, how many; no path, cell, name or sentence."""
    route = scope.get("route")
    note: Note = scope["state"].get("note") or Note()
    LOG.info(
        "%s",
        line(
            event="request",
            route=getattr(route, "path", "other"),
            status=status,
            ms=round(seconds * 1000, 1),
            calls=note.calls,
            cells=note.cells,
            errors=note.faults or {},
        ),
    )


def line(**fields: Any) -> str:
    """One line of the log."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return json.dumps({"time": now, **fields})
