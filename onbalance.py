"""The front door: `import onbalance` offers every function, `onbalance` is the command."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from udfs import *  # noqa: F403


def __getattr__(name: str) -> Any:
    """Take a name from `udfs`, which is imported when the first name is asked for."""
    if name.startswith("__") and name not in ("__all__", "__version__"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name == "__version__":
        from udfs.version import __version__ as found
    else:
        import udfs

        found = getattr(udfs, name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    import udfs

    return sorted({*globals(), *udfs.__all__, "__version__"})


def main() -> int:
    """Run the command; return its exit code."""
    import gc

    arguments = sys.argv[1:]
    if arguments[:1] != ["serve"]:
        gc.disable()  # one short run: looking for garbage costs more than it frees
    from workbooks.command import app, run

    own = {str(command.callback.__name__) for command in app.registered_commands}
    if not own & set(arguments[:1]):  # a command on workbooks does not wait for the hosts' ones
        from addin.command import attach

        attach(app)
    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
