"""OnBalance: the functions that a cell can call.

Every function takes single values, rows, columns and blocks alike; its Excel name is its Python
name in capitals. `udfs.registry` lists them with units, sources and native formulas.

`import udfs` loads nothing else: the module of a function is imported when the function is first
asked for, so that a host starts at once. The modules of this folder are the list of functions:
a new one needs no entry here.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

__all__: list[str]  # made by `__getattr__` from the registry


def __getattr__(name: str) -> Any:
    """A function of a module not yet imported, or the names of all functions."""
    if name == "__all__":
        from udfs import registry

        found: Any = registry.names()
    elif name.startswith("__"):
        raise AttributeError(f"module 'udfs' has no attribute {name!r}")
    else:
        found = _function(name)
    globals()[name] = found
    return found


def _function(name: str) -> Any:
    """The function of that name; the modules named after its first word are tried first."""
    word = name.partition("_")[0]
    modules = [module.name for module in iter_modules(__path__)]
    if name in modules:
        return import_module(f"udfs.{name}")
    for module in sorted(modules, key=lambda one: (not one.startswith(word), one)):
        found = vars(import_module(f"udfs.{module}")).get(name)
        if callable(found) and hasattr(found, "__wrapped__"):
            return found
    raise AttributeError(f"module 'udfs' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__getattr__("__all__")})
