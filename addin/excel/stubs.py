"""Stand-ins for pywin32, so that xlwings' VBA generator can be imported where there is no Windows.

Used only in the process that `generate` starts. They hold the names that xlwings looks up while
it is imported and nothing that works: on Windows the real modules are taken.
"""

from __future__ import annotations

import ctypes
import datetime
import importlib
import importlib.util
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

MODULES = (
    "pywintypes", "pythoncom", "win32api", "win32con", "win32event", "win32gui", "win32process",
    "win32timezone", "win32com", "win32com.client", "win32com.server",
    "win32com.server.dispatcher", "win32com.server.policy", "win32com.server.util",
    "win32com.client.gencache",
)  # fmt: skip


class _ComError(Exception):
    """Stands for pywintypes.com_error."""


class _Library:
    """Stands for a DLL of Windows: any name leads on, any call does nothing."""

    def __getattr__(self, name: str) -> _Library:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Library()

    def __call__(self, *_: Any) -> int:
        return 0


def is_needed() -> bool:
    """Whether pywin32 is missing here."""
    return sys.platform != "win32" or importlib.util.find_spec("pythoncom") is None


def install() -> dict[str, ModuleType]:
    """Put the stand-ins where the real modules would be; the modules by name."""
    made = {name: ModuleType(name) for name in MODULES}
    for name, module in made.items():
        above, _, last = name.rpartition(".")
        if above:
            setattr(made[above], last, module)
            made[above].__dict__.setdefault("__path__", [])
    _fill(made)
    sys.modules.update(made)
    ctypes.__dict__.update(oledll=_Library(), windll=_Library(), PyDLL=lambda _: _Library())
    return made


def _fill(made: dict[str, ModuleType]) -> None:
    """The names that xlwings reads while it is imported."""
    nothing = type("Nothing", (), {})
    add(made["pywintypes"], com_error=_ComError, TimeType=datetime.datetime, IID=str)
    add(
        made["pythoncom"],
        __file__="", com_error=_ComError, IID_IDispatch="IDispatch",
        TypeIIDs={"IDispatch": nothing}, CoInitialize=lambda: None,
    )  # fmt: skip
    add(
        made["win32com.client"],
        **{
            name: type(name, (), {})
            for name in ("CDispatch", "CoClassBaseClass", "DispatchBaseClass")
        },
        Dispatch=lambda found, *_, **__: found,
        DispatchEx=lambda found, *_, **__: found,
    )
    add(made["win32com.server.policy"], DefaultPolicy=nothing)
    add(made["win32timezone"], TimeZoneInfo=SimpleNamespace(utc=lambda: datetime.UTC))


def add(module: ModuleType, **names: Any) -> None:
    """Give a module these names."""
    module.__dict__.update(names)


def xlwings_as_on_windows() -> Any:
    """Import xlwings with its Windows half; the platform is changed only meanwhile."""
    for name in ("asyncio", "subprocess", "numpy", "pandas"):
        if importlib.util.find_spec(name):  # before: they too would look for Windows
            importlib.import_module(name)
    kept = sys.platform
    sys.platform = "win32"
    try:
        return importlib.import_module("xlwings")
    finally:
        sys.platform = kept
