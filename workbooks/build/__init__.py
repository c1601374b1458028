"""Builders of the templates: one package for each workbook, one command for all of them."""

from __future__ import annotations

import importlib
import io
import re
import zipfile
from datetime import datetime
from pathlib import Path

#: template -> (module that builds it, deal that it is filled with as an example, if it takes one)
TEMPLATES: dict[str, tuple[str, str | None]] = {
    "lease": ("workbooks.build.lease", "seed"),
    "developer": ("workbooks.build.developer", "build100"),
    "fleet": ("workbooks.build.fleet", "h100"),
    "question": ("workbooks.build.question", "2024"),
    "lease_udf": ("workbooks.build.lease.parity", "seed"),
    "developer_udf": ("workbooks.build.developer.parity", "build100"),
    "fleet_udf": ("workbooks.build.fleet.parity", "h100"),
    "question_udf": ("workbooks.build.question.parity", "2024"),
    "tour": ("workbooks.build.tour", None),
    "tour_udf": ("workbooks.build.tour.live", None),
}

_BORN = datetime(2026, 1, 1)  # noqa: DTZ001  a file date has no zone


def path_of(name: str) -> Path:
    """Where a template is kept."""
    return Path(__file__).resolve().parents[2] / "templates" / f"{name}.xlsx"


def make(name: str) -> bytes:
    """Build a template: the same bytes for the same source.

    Parameters
    ----------
    name : str
        A key of `TEMPLATES`.
    """
    from workbooks.deal import load_deal
    from workbooks.finished import compute
    from workbooks.model import fill_model

    module, example = TEMPLATES[name]
    if example is None:
        return compute(raw(module), name.removesuffix("_udf"))
    return fill_model(raw(module), load_deal(example))


def raw(module: str) -> bytes:
    """Return the workbook as built and sealed, before any deal is filled in."""
    from workbooks.audit.seal import sealed

    book = importlib.import_module(module).build()
    book.properties.creator = "OnBalance"
    book.properties.created = book.properties.modified = _BORN
    buffer = io.BytesIO()
    book.save(buffer)
    return _settled(sealed(buffer.getvalue()))


def _settled(data: bytes) -> bytes:
    """Give every member of the package one fixed date, so that builds compare equal."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for item in old.infolist():
            info = zipfile.ZipInfo(item.filename, _BORN.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            content = old.read(item)
            if item.filename == "docProps/core.xml":
                # The library stamps the hour of saving here whatever it is told.
                content = _stamp(content)
            if item.filename == "docProps/app.xml":
                # A program that takes the file for Excel's own trusts its row heights.
                content = re.sub(rb"(<Application>)[^<]*", rb"\g<1>OnBalance", content)
            new.writestr(info, content)
    return buffer.getvalue()


def _stamp(content: bytes) -> bytes:
    moment = _BORN.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + moment, content)
