"""Deal files: find one, and read TOML, JSON or YAML, or say in one sentence what is wrong."""

from __future__ import annotations

import difflib
import json
import re
from pathlib import Path
from typing import NoReturn

from udfs.errors import TemplateError
from workbooks.deal_fields import toml
from workbooks.designs import NAMES

LARGEST_FILE = 1_000_000


def presets() -> dict[str, Path]:
    """The deals that come with OnBalance, by name; those of later designs as `design/name`."""
    import templates

    (place,) = templates.__path__
    folder, others = Path(place, "deals"), NAMES[1:]
    found = {path.stem: path for path in sorted(folder.glob("*.toml"))}
    for design in others:
        found |= {
            f"{design}/{path.stem}": path for path in sorted((folder / design).glob("*.toml"))
        }
    return found


def find(source: str | Path, design: str | None = None) -> Path:
    """The file of a preset's name, or of a path; a design looks among its own presets alone."""
    known = presets()
    folders = dict(zip(NAMES, ("", *(f"{name}/" for name in NAMES[1:])), strict=True))
    if design is not None:
        own = folders.get(design, "")
        known = {key: file for key, file in known.items() if key[: key.rfind("/") + 1] == own}
        folders = {design: own}
    wanted = [str(source), *(folder + str(source) for folder in folders.values())]
    path = next((known[name] for name in wanted if name in known), Path(source))
    if path.is_file():
        return path
    if path.exists():
        _fail(f"{path} is not a file: a deal is a file in TOML, JSON, YAML or .xlsx")
    near = difflib.get_close_matches(path.name, known, 1, 0.6)
    hint = f"did you mean {near[0]}?" if near else f"the presets are {', '.join(known)}"
    _fail(f"there is no deal file {path} and no preset of that name; {hint}")


def _fail(sentence: str) -> NoReturn:
    raise TemplateError("deal", message=sentence) from None


def parse(path: Path) -> object:
    """The contents of a deal file, unchecked."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except OSError as error:
        _fail(f"{path} cannot be read: {error.strerror}")
    if len(raw) > LARGEST_FILE:
        _fail(f"{path.name} is larger than 1 MB, which no deal file is")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _fail(f"{path.name} is not UTF-8 text: byte {error.start} cannot be read")
    reader = {".json": _json, ".yaml": _yaml, ".yml": _yaml}.get(path.suffix.lower(), _toml)
    try:
        return reader(path.name, text)
    except RecursionError:
        _fail(f"{path.name} is nested too deeply to be a deal file")


def _toml(name: str, text: str) -> object:
    import tomllib

    try:
        return tomllib.loads(text)
    except ValueError as error:  # TOMLDecodeError, and dates or numbers that do not exist
        where = re.search(r"line (\d+)", str(error))
        end = len(text.splitlines()) or 1
        line = where[1] if where else str(end) if "end of document" in str(error) else "unknown"
        fault = str(error).split(" (at ")[0]
        _fail(f"{name} is not TOML: line {line}: {fault}")


def _json(name: str, text: str) -> object:
    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        keys = [key for key, _ in pairs]
        twice = [key for key in keys if keys.count(key) > 1]
        if twice:
            _fail(f"{name} holds the key {toml(twice[0])} twice")
        return dict(pairs)

    try:
        return json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        _fail(f"{name} is not JSON: line {error.lineno}: {error.msg}")
    except ValueError as error:  # a number of thousands of digits
        _fail(f"{name} is not JSON: {error}")


def _yaml(name: str, text: str) -> object:
    try:
        import yaml
    except ImportError:
        _fail(f"{name} is YAML, which needs PyYAML: pip install pyyaml, or write TOML")
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}: " if mark else ""
        fault = getattr(error, "problem", None) or str(error).splitlines()[0]
        _fail(f"{name} is not YAML: {line}{fault}")
