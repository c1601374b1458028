"""The service that Excel asks on the Mac, on the web and on Windows: `onbalance serve`.

It hands out the add-in (manifest, metadata, script, task pane, icons) and computes batches of calls
of registered functions; it executes nothing else. It listens on this computer alone, unless it is
told otherwise and given a token and a certificate.

The token never stands in a file or an address: the user gives it once in the task pane, which keeps
it in the storage of its own origin, where functions.js (same runtime, same origin) reads it and
sends it as a bearer token. Only /call asks for it; everything else is public and holds no data.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import ipaddress
import logging
import socket
import ssl
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from addin.office.build import MEDIA, published
from addin.office.certificate import START
from addin.office.guard import LOG, LOOPBACK, Guard, Note, line
from addin.office.manifest import checked_origin, checked_url
from addin.office.pool import Pool
from addin.office.protocol import TimedProtocol
from addin.office.wire import Answer, Limits, refusal
from udfs.errors import OnBalanceError, TemplateError
from udfs.version import __version__

PORT = 8443
SHORTEST_TOKEN = 16

#: The warning of a service without a certificate.
PLAIN = f"served over http, from which Excel loads no add-in; for Excel run: {START}"
LAST_PORT = 65_535


class Settings(NamedTuple):
    """How the service behaves.

    Attributes
    ----------
    base_url : str
        Where Excel finds it; its host name is one that requests may be for.
    token : str, optional
        What a caller must show; None asks for nothing.
    hosts, origins : tuple of str
        Further host names that requests may be for; other origins whose pages may call.
    workers, waiting : int
        Processes that compute, and requests that may wait for one.
    limits : Limits
        What one request may ask for.
    body_seconds : float
        Time for a body to arrive.
    held_bytes : int
        Bodies that may be in memory at one time, all requests together.
    """

    base_url: str = f"https://localhost:{PORT}"
    token: str | None = None
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    workers: int = 2
    waiting: int = 256
    limits: Limits = Limits()
    body_seconds: float = 15.0
    held_bytes: int = 128 * 1024 * 1024


def make_app(settings: Settings | None = None) -> FastAPI:
    """The service as an ASGI application."""
    settings = settings or Settings()
    base = checked_url(settings.base_url)
    origins = frozenset(checked_origin(origin) for origin in settings.origins)
    desk = _Desk(settings)

    @contextlib.asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        await desk.pool.warm()
        LOG.info("%s", line(event="started", url=base, version=__version__))
        yield
        await desk.pool.close()

    app = FastAPI(openapi_url=None, lifespan=life, title="OnBalance", version=__version__)
    app.add_exception_handler(HTTPException, _as_json)  # type: ignore[arg-type]
    app.add_api_route("/call", desk.call, methods=["POST"])
    app.add_api_route("/health", desk.health, methods=["GET"])
    _publish(app, published(base))
    host = urlsplit(base).hostname or ""
    hosts = LOOPBACK | {host} | {name.lower() for name in settings.hosts}
    app.add_middleware(Guard, hosts=hosts, origins=origins)
    return app


def _publish(app: FastAPI, files: dict[str, bytes]) -> None:
    """A route for each file of the add-in; they are made once and kept."""
    for name, content in files.items():
        media = MEDIA[Path(name).suffix]
        app.add_api_route(f"/{name}", _sealed(content, media), methods=["GET", "HEAD"])
    app.add_api_route("/", _sealed(files["taskpane.html"], MEDIA[".html"]), methods=["GET"])


def _sealed(content: bytes, media: str) -> Any:
    async def one() -> Response:
        return Response(content, media_type=media, headers={"cache-control": "no-cache"})

    return one


async def _as_json(_: Request, error: HTTPException) -> Response:
    sentences = {404: "there is nothing at this address", 405: "this address takes another method"}
    found = refusal(error.status_code, sentences.get(error.status_code, "the request is refused"))
    return _response(found)


def _response(found: Answer) -> Response:
    headers = {"connection": "close"} if found.status in (408, 413) else {}
    if found.status == 503:
        headers["retry-after"] = "1"
    return Response(found.body, found.status, headers, "application/json")


class _Desk:
    """The routes that are more than files."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.pool = Pool(settings.workers, settings.waiting, settings.limits)
        self.held = 0

    async def health(self) -> dict[str, Any]:
        """Whether the service answers, which version it is, and whether it asks for a token."""
        return {"status": "ok", "version": __version__, "token": self.settings.token is not None}

    async def call(self, request: Request) -> Response:
        """A batch of calls."""
        found = self._unwelcome(request)
        if found is None:
            body = bytearray()
            try:
                found = await self._read(request, body) or await self.pool.answer(bytes(body))
            finally:
                self.held -= len(body)
        request.state.note = Note(found.calls, found.cells, found.faults)
        return _response(found)

    def _unwelcome(self, request: Request) -> Answer | None:
        token = self.settings.token
        if token is not None:
            given = request.headers.get("authorization", "")
            if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
                return refusal(401, "the service asks for its token: give it in the task pane")
        # A page of somebody else's can send a form or plain text here unasked, but not JSON.
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            return refusal(415, "the request must be application/json")
        length = request.headers.get("content-length", "0")
        most = self.settings.limits.body_bytes
        if not length.isdecimal() or len(length) > 15 or int(length) > most:
            return self._too_large()
        return None

    def _too_large(self) -> Answer:
        return refusal(
            413, f"the request must have at most {self.settings.limits.body_bytes:,} bytes"
        )

    async def _read(self, request: Request, body: bytearray) -> Answer | None:
        """Take the body in, as long as it keeps to the limits of size, time and memory."""
        try:
            async with asyncio.timeout(self.settings.body_seconds):
                async for chunk in request.stream():
                    if len(body) + len(chunk) > self.settings.limits.body_bytes:
                        return self._too_large()
                    if self.held + len(chunk) > self.settings.held_bytes:
                        return refusal(503, "the service holds too many requests at once")
                    body += chunk
                    self.held += len(chunk)
        except TimeoutError:
            return refusal(408, "the request did not arrive in time")
        except ClientDisconnect:
            return refusal(400, "the request broke off")
        return None


def serve(
    host: str = "127.0.0.1",
    port: int = PORT,
    certificate: Path | None = None,
    key: Path | None = None,
    token: str | None = None,
    *,
    base_url: str | None = None,
    origins: tuple[str, ...] = (),
    workers: int = 2,
    trusted_network: bool = False,
) -> None:
    """Serve until interrupted.

    Parameters
    ----------
    host, port : str, int
        Where to listen.
    certificate, key : Path, optional
        TLS; Excel loads an add-in over https only, so plain http is for a look in a browser.
    token : str, optional
        What callers must show.
    base_url : str, optional
        The address that Excel uses, when it is not that of host and port.
    origins : tuple of str
        Other origins whose pages may call, such as https://addin.example.
    workers : int
        Processes that compute.
    trusted_network : bool
        Listen beyond this computer without a token or a certificate.
    """
    _check_tls(certificate, key)
    is_local = host.lower() in LOOPBACK
    if not is_local and not trusted_network and not (token and certificate):
        raise OnBalanceError(
            message=f"listening on {host}, beyond this computer, needs a token and a certificate"
        )
    _check_token(token)
    url = base_url or _own_url(host, port, "https" if certificate else "http")
    settings = Settings(url, token, (host,), origins, workers)
    with _listen(host, port) as listening, contextlib.suppress(KeyboardInterrupt):
        server = uvicorn.Server(configuration(settings, host, port, certificate, key))
        if urlsplit(url).scheme == "http":
            LOG.warning("%s", line(event="warning", sentence=PLAIN))
        server.run(sockets=[listening])


def _check_token(token: str | None) -> None:
    """A header carries it as it is, and nobody shall wonder about a space at its end."""
    if token is None:
        return
    if len(token) < SHORTEST_TOKEN:
        raise OnBalanceError(message=f"a token must have at least {SHORTEST_TOKEN} characters")
    if not (token.isascii() and token.isprintable()) or " " in token:
        raise OnBalanceError(
            message="a token must be of letters, digits and signs of ASCII, without spaces"
        )


def _own_url(host: str, port: int, scheme: str) -> str:
    """Where Excel finds a service that listens there."""
    if host.lower() in LOOPBACK:
        return f"{scheme}://localhost:{port}"
    try:
        is_any = not host or ipaddress.ip_address(host).is_unspecified
    except ValueError:
        is_any = False
    if is_any:
        raise OnBalanceError(
            message=f"listening on {host or 'every address'} needs --url, the address Excel uses"
        )
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


def _listen(host: str, port: int) -> socket.socket:
    if not 0 <= port <= LAST_PORT:
        raise OnBalanceError("port", port, f"a number up to {LAST_PORT}")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        why = error.strerror or error
        raise OnBalanceError(message=f"cannot listen on {host}, port {port}: {why}") from error


def configuration(
    settings: Settings, host: str, port: int, certificate: Path | None, key: Path | None
) -> uvicorn.Config:
    """What uvicorn is to do."""
    _log_to_stderr()
    return uvicorn.Config(
        make_app(settings),
        host=host,
        port=port,
        http=TimedProtocol,
        ws="none",
        loop="asyncio",
        lifespan="on",
        log_config=None,
        log_level=logging.CRITICAL,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=1024,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=5,
        h11_max_incomplete_event_size=32 * 1024,
        ssl_certfile=certificate,
        ssl_keyfile=key,
    )


def _check_tls(certificate: Path | None, key: Path | None) -> None:
    if certificate is None:
        if key is not None:
            raise TemplateError(message="a key needs its certificate")
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise TemplateError(
            message=f"the certificate {certificate} cannot be used with its key: {error}"
        ) from error


def _log_to_stderr() -> None:
    """The structured log, unless the caller has set one up."""
    if not LOG.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(message)s"))
        LOG.addHandler(handler)
        LOG.setLevel(logging.INFO)
        LOG.propagate = False
