"""What a host shows beside a function: its help, within the limits of a function wizard."""

from __future__ import annotations

from udfs.registry import HELP_LIMIT, Argument, Spec


def cut(text: str, limit: int = HELP_LIMIT) -> str:
    """The text on one line, ended with an ellipsis when it is longer than the limit.

    >>> cut("one two three", 10)
    'one two...'
    """
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 3].rstrip(" ,;.") + "..."


def argument_help(argument: Argument, limit: int = HELP_LIMIT) -> str:
    """The meaning of an argument, its unit and its default.

    >>> from udfs.registry import spec
    >>> argument_help(spec("LEASE_PV").arguments[4])[-10:]
    'Default 0.'
    """
    unit = argument.unit or argument.kind.unit
    text = " ".join(f"{argument.help.rstrip('.')} ({unit}).".split())
    if argument.required:
        return cut(text, limit)
    default = argument.default
    if default is None or default == "":
        end = " Optional."
    else:
        shown = str(default).upper() if isinstance(default, bool) else default
        end = f" Default {f'{shown:g}' if isinstance(shown, float) else shown}."
    return cut(text, limit - len(end)) + end


def function_help(spec: Spec, limit: int = HELP_LIMIT) -> str:
    """What a function returns, in which unit."""
    unit = "a table" if spec.is_table else spec.result.split(". ")[0].rstrip(".")
    return cut(f"{spec.summary.rstrip('.')} ({unit}).", limit)
