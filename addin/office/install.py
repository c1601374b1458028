"""Where Excel finds the manifest: put there on a Mac, said in words elsewhere."""

from __future__ import annotations

import platform
from pathlib import Path

from addin.office.manifest import FILE, manifest_xml
from udfs.errors import TemplateError
from workbooks.package import write_file

#: Under the home folder; the folder "wef" below it is made when it is missing.
MAC_DOCUMENTS = Path("Library/Containers/com.microsoft.Excel/Data/Documents")

_WINDOWS = """\
The manifest is at {path}. In Excel on Windows, once:
1. Share its folder (Properties, Sharing) and copy its network path, \\\\computer\\folder.
2. File, Options, Trust Center, Trust Center Settings, Trusted Add-in Catalogs: add that path, tick
   Show in Menu, and start Excel again.
3. Home, Add-ins, More Add-ins, Shared Folder: add OnBalance."""

_WEB = """\
The manifest is at {path}. In Excel on the web: Home, Add-ins, More Add-ins, Upload My Add-in, and
choose that file. For a whole organisation an administrator uploads it once, in Integrated apps of
the Microsoft 365 admin center."""

_MAC = """\
The manifest is at {path}. Start Excel again; then Home, Add-ins lists OnBalance under Developer
Add-ins."""


def place(home: Path | None = None, system: str | None = None) -> Path:
    """Where the manifest goes on this computer."""
    home = home or Path.home()
    if (system or platform.system()) == "Darwin":
        return home / MAC_DOCUMENTS / "wef" / FILE
    return home / "OnBalance" / FILE


def install(base_url: str, home: Path | None = None, system: str | None = None) -> str:
    """Put the manifest where Excel looks, as far as a program can; returns what is left to do."""
    system = system or platform.system()
    path = place(home, system)
    text = manifest_xml(base_url)
    if system == "Darwin" and not path.parent.parent.is_dir():
        raise TemplateError(
            message=f"Excel has not been started on this Mac yet: {path.parent.parent} is missing"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    write_file(path, text.encode())
    words = {"Darwin": _MAC, "Windows": f"{_WINDOWS}\n{_WEB.partition('. ')[2]}"}
    return words.get(system, _WEB).format(path=path)


def uninstall(home: Path | None = None, system: str | None = None) -> str:
    """Take the manifest away again; returns what is left to do."""
    path = place(home, system)
    if not path.exists():
        return f"There is no manifest at {path}."
    path.unlink()
    if path.parent.name == "OnBalance" and not any(path.parent.iterdir()):
        path.parent.rmdir()
    return f"{path} is removed. Where OnBalance was added by hand, remove it in Home, Add-ins."
