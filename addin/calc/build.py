"""OnBalance.oxt: everything in it is made from the registry, the same bytes every time.

Calc needs three descriptions of a function: the interface in UNO's language (IDL), the names and
helps (CalcAddIns.xcu), and the component that computes (component.py, which makes its methods from
functions.json). The modules that it imports are carried along in the folder pythonpath.
"""

from __future__ import annotations

import importlib.metadata
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import addin
import udfs
from addin.call import LAST_ERROR
from addin.texts import argument_help, function_help
from udfs.registry import Spec, all_specs
from udfs.version import __version__
from workbooks.package import write_file

NAME = "OnBalance.oxt"
IDENTIFIER = "onbalance.calc"
#: The first half of a function's name in a saved file: ONBALANCE.LEASE_PV.
SERVICE = "OnBalance"
JOB = "onbalance.NamesOnLoad"
INTERFACE = "onbalance.XCellFunctions"
MIME = "application/vnd.openofficeorg.extension"
LAST_ERROR_HELP = "The sentence of the last error cell that one of these functions computed."

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_DATE = (1980, 1, 1, 0, 0, 0)
_REGISTRY = (
    'xmlns:oor="http://openoffice.org/2001/registry" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:package="org.openoffice.Office"'
)
#: Words that mean something in the interface language, and so cannot name an argument.
_RESERVED = frozenset(
    ("any", "attribute", "boolean", "bound", "byte", "char", "const", "constants", "constrained")
    + ("default", "double", "enum", "exception", "float", "get", "hyper", "in", "inout")
    + ("interface", "long", "maybeambiguous", "maybedefault", "maybevoid", "module", "octet")
    + ("oneway", "optional", "out", "property", "published", "raises", "readonly", "removable")
    + ("sequence", "service", "set", "short", "singleton", "string", "struct", "transient")
    + ("true", "false", "type", "typedef", "union", "unsigned", "void", "case", "switch")
)
#: Calc sorts functions into headings of its own.
_HEADINGS = {"Reference": "Information"}


def build_addin(target: Path) -> Path:
    """Write the extension.

    Parameters
    ----------
    target : Path
        The file, or the folder in which OnBalance.oxt is written.

    Returns
    -------
    Path
        The file.
    """
    path = target / NAME if target.is_dir() else target
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts().items():
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    write_file(path, made.getvalue())
    return path


def parts() -> dict[str, bytes]:
    """The files of the extension by name."""
    specs = all_specs()
    here = Path(__file__).parent
    texts = {
        "META-INF/manifest.xml": manifest(),
        "description.xml": description(),
        "LICENSE": _licence(),
        "description.txt": "Lease, yield and credit functions for financing data centres.\n",
        "functions.idl": idl(specs),
        "functions.json": json.dumps(listing(specs), indent=1, ensure_ascii=False) + "\n",
        "CalcAddIns.xcu": add_ins(specs),
        "Jobs.xcu": jobs(),
        "component.py": (here / "component.py").read_text("utf-8"),
    }
    found = {name: text.encode() for name, text in texts.items()}
    found.update(_carried())
    return found


def _licence() -> str:
    """The licence that goes with every copy, from the project or from the installed package."""
    beside = Path(__file__).parents[2] / "LICENSE"
    if beside.is_file():
        return beside.read_text("utf-8")
    found = [one for one in importlib.metadata.files("onbalance") or () if one.name == "LICENSE"]
    return found[0].read_text("utf-8") if found else "MIT\n"


def _carried() -> Iterator[tuple[str, bytes]]:
    """The modules that the component imports, under pythonpath."""
    root = Path(next(iter(udfs.__path__)))
    for path in sorted(root.rglob("*.py")):
        yield f"pythonpath/udfs/{path.relative_to(root).as_posix()}", path.read_bytes()
    root = Path(next(iter(addin.__path__)))
    for name in ("__init__.py", "call.py", "calc/__init__.py", "calc/cells.py", "calc/names.py"):
        yield f"pythonpath/addin/{name}", (root / name).read_bytes()


def listing(specs: list[Spec]) -> dict[str, Any]:
    """What the component is told."""
    functions = [
        {
            "name": spec.name,
            "help": function_help(spec),
            "category": heading(spec),
            "is_text": is_text(spec),
            "arguments": [[one.name, argument_help(one)] for one in spec.arguments],
        }
        for spec in specs
    ]
    functions.append(
        {"name": LAST_ERROR, "help": LAST_ERROR_HELP, "category": "Information", "arguments": []}
    )
    return {
        "service": SERVICE, "interface": INTERFACE, "job": JOB, "last_error": LAST_ERROR,
        "version": __version__, "functions": functions,
    }  # fmt: skip


def heading(spec: Spec) -> str:
    """Calc's heading in the function wizard."""
    return _HEADINGS.get(spec.category, "Financial")


def is_text(spec: Spec) -> bool:
    """Whether the result is a text, which Calc must be given alone.

    Calc takes no text inside a block for equal to any other one.
    """
    return spec.returns.split("|")[0].strip() == "Text"


def idl(specs: list[Spec]) -> str:
    """The interface: every argument may be left out and be a range, a result is a block or a text.

    The sentence of the last error is a result that changes by itself.
    """
    module, _, name = INTERFACE.rpartition(".")
    lines = [f"module {module} {{ interface {name}: com::sun::star::uno::XInterface {{"]
    for spec in specs:
        arguments = ", ".join(f"[in] any {safe(one.name)}" for one in spec.arguments)
        result = "any" if is_text(spec) else "sequence< sequence< any > >"
        lines.append(f"    {result} {spec.name}({arguments});")
    lines.append(f"    com::sun::star::sheet::XVolatileResult {LAST_ERROR}();")
    return "\n".join([*lines, "}; };", ""])


def safe(argument: str) -> str:
    """The name of an argument in the interface, which allows no underscore and no own word.

    >>> safe("open_liability"), safe("long")
    ('openLiability', 'longValue')
    """
    first, *others = argument.split("_")
    name = first + "".join(word.capitalize() for word in others)
    return f"{name}Value" if name in _RESERVED else name


def add_ins(specs: list[Spec]) -> str:
    """The names and helps that Calc shows; the first names are those of the interface."""
    lines = [f'<oor:component-data {_REGISTRY} oor:name="CalcAddIns">']
    lines += ['<node oor:name="AddInInfo">', f'<node oor:name="{SERVICE}" oor:op="replace">']
    lines.append('<node oor:name="AddInFunctions">')
    for spec in specs:
        lines += _function(spec.name, function_help(spec), heading(spec))
        for one in spec.arguments:
            lines.append(f'<node oor:name="{safe(one.name)}" oor:op="replace">')
            lines += [_text("DisplayName", one.name), _text("Description", argument_help(one))]
            lines.append("</node>")
        lines.append("</node></node>")
    lines += [*_function(LAST_ERROR, LAST_ERROR_HELP, "Information"), "</node></node>"]
    return _HEAD + "\n".join([*lines, "</node></node></node></oor:component-data>", ""])


def _function(name: str, help_text: str, category: str) -> list[str]:
    return [
        f'<node oor:name="{name}" oor:op="replace">',
        _text("DisplayName", name),
        _text("Description", help_text),
        f'<prop oor:name="Category"><value>{escape(category)}</value></prop>',
        _text("CompatibilityName", name),
        '<node oor:name="Parameters">',
    ]


def _text(name: str, text: str) -> str:
    return f'<prop oor:name="{name}"><value xml:lang="en">{escape(text)}</value></prop>'


def jobs() -> str:
    """The job that runs when a document has been loaded."""
    lines = [
        f'<oor:component-data {_REGISTRY} oor:name="Jobs">',
        f'<node oor:name="Jobs"><node oor:name="{JOB}" oor:op="replace">',
        f'<prop oor:name="Service"><value>{JOB}</value></prop>',
        '</node></node><node oor:name="Events"><node oor:name="OnLoadFinished" oor:op="fuse">',
        f'<node oor:name="JobList"><node oor:name="{JOB}" oor:op="replace"/></node>',
        "</node></node></oor:component-data>",
    ]
    return _HEAD + "\n".join([*lines, ""])


def manifest() -> str:
    """Which file of the extension is what."""
    kinds = {
        "functions.idl": "uno-typelibrary;type=RDB",
        "CalcAddIns.xcu": "configuration-data",
        "Jobs.xcu": "configuration-data",
        "component.py": "uno-component;type=Python",
    }
    entries = [
        f'<manifest:file-entry manifest:media-type="application/vnd.sun.star.{kind}" '
        f"manifest:full-path={quoteattr(path)}/>"
        for path, kind in kinds.items()
    ]
    space = 'xmlns:manifest="http://openoffice.org/2001/manifest"'
    lines = [f"<manifest:manifest {space}>", *entries, "</manifest:manifest>", ""]
    return _HEAD + "\n".join(lines)


def description() -> str:
    """What the extension manager shows."""
    spaces = (
        'xmlns="http://openoffice.org/extensions/description/2006" '
        'xmlns:d="http://openoffice.org/extensions/description/2006" '
        'xmlns:l="http://libreoffice.org/extensions/description/2011" '
        'xmlns:xlink="http://www.w3.org/1999/xlink"'
    )
    lines = [
        f"<description {spaces}>",
        f'<identifier value="{IDENTIFIER}"/>',
        f'<version value="{__version__}"/>',
        '<dependencies><l:LibreOffice-minimal-version value="7.0" d:name="LibreOffice 7.0"/>',
        "</dependencies>",
        '<publisher><name lang="en">OnBalance contributors (MIT licence)</name></publisher>',
        '<display-name><name lang="en">OnBalance</name></display-name>',
        '<extension-description><src lang="en" xlink:href="description.txt"/>',
        "</extension-description>",
        "</description>",
        "",
    ]
    return _HEAD + "\n".join(lines)
