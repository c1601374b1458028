"""The files of the add-in, made for an address: for the service, or written to a folder."""

from __future__ import annotations

import json
from pathlib import Path

from addin.office.catalogue import catalogue
from addin.office.icons import SIZES, icon
from addin.office.manifest import checked_url, manifest_xml
from addin.office.metadata import functions_json
from udfs.errors import TemplateError
from workbooks.package import write_file

STATIC = Path(__file__).with_name("static")

#: Their kinds by ending; the catalogue has none.
MEDIA = {
    "": "application/json",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".xml": "application/xml",
}

#: In functions.js and taskpane.html, where what is known only now goes.
_LIST, _SERVICE = "/* the functions */ []", 'name="onbalance-service" content=""'


def script() -> bytes:
    """functions.js with the ids, names and numbers of parameters of all functions."""
    known = [
        [one["id"], one["name"], len(one["parameters"])] for one in functions_json()["functions"]
    ]
    return _filled("functions.js", _LIST, json.dumps(known))


def _filled(name: str, mark: str, value: str) -> bytes:
    text = (STATIC / name).read_text("utf-8")
    if text.count(mark) != 1:
        raise TemplateError(message=f"{name} must hold {mark} once")
    return text.replace(mark, value).encode()


def published(base_url: str, service_url: str = "") -> dict[str, bytes]:
    """Every file of the add-in by name.

    Parameters
    ----------
    base_url : str
        The address under which the files are found.
    service_url : str
        The address of the service, when it is another one.
    """
    base = checked_url(base_url)
    service = checked_url(service_url, "service") if service_url else ""
    files = {
        "manifest.xml": manifest_xml(base).encode(),
        "functions.json": _json(functions_json()),
        "functions": _json(catalogue()),
        "functions.js": script(),
        "taskpane.html": _filled(
            "taskpane.html", _SERVICE, f'name="onbalance-service" content="{service}"'
        ),
    }
    for name in ("taskpane.css", "taskpane.js"):
        files[name] = (STATIC / name).read_bytes()
    files |= {f"icon-{size}.png": icon(size) for size in SIZES}
    return files


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=1) + "\n").encode()


def build_folder(folder: Path, base_url: str, service_url: str = "") -> list[Path]:
    """Write the add-in to a folder that any web server can hand out under `base_url`.

    The service then runs elsewhere, at `service_url`, with `base_url` among its origins. Files of
    the same names are replaced, one by one and whole; others are left alone.
    """
    files = published(base_url, service_url)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in files.items():
        path = folder / name
        write_file(path, content)
        written.append(path)
    return written
