"""What a function is: its formula, where that comes from, and the version that computes it."""

from __future__ import annotations

from udfs.errors import MissingDataError
from udfs.kinds import Text
from udfs.registry import all_specs, spec, udf
from udfs.version import __version__

_LONGEST = 32_000  # a cell holds 32,767 characters


@udf(
    source="the definitions of this package",
    native=None,
    reason="reads the documentation of the add-in, which a spreadsheet has not",
)
def udf_source(name: Text) -> Text:
    """Formula, citation and version of one of these functions, as a text.

    Parameters
    ----------
    name : text
        Name of a function, in capitals or not, with or without "=" and brackets: "LEASE_PV".

    Returns
    -------
    text
        The name with its arguments, the summary, the formula, the source, the spreadsheet's own
        formula (or why there is none), and the version. Its amounts are positive or negative as
        the function's own documentation says.

    Raises
    ------
    MissingDataError
        `#N/A` for a name that is not one of these functions; the message names the nearest.

    Notes
    -----
    NAME(arguments): summary Formula: ... Source: ... Native: ... OnBalance x.y.z

    Examples
    --------
    >>> udf_source("YIELD_CONVERT").split(". ")[0]
    'YIELD_CONVERT(rate, from_freq, to_freq)'
    >>> "842-20-30-1" in udf_source("lease_pv")
    True
    """
    wanted = name.strip().lstrip("=").split("(")[0].strip().upper()
    try:
        found = spec(wanted)
    except MissingDataError:
        raise MissingDataError("name", name, "a function", message=_nearest(name, wanted)) from None
    native = found.native or f"none, {found.reason}"
    parts = [
        found.syntax,
        found.summary,
        f"Formula: {' '.join((found.notes or found.result).split())}",
        f"Source: {found.source}",
        f"Native: {native}" + (f" ({found.domain})" if found.native and found.domain else ""),
        f"OnBalance {__version__}",
    ]
    return ". ".join(part.rstrip(".") for part in parts if part)[:_LONGEST]


def _nearest(name: str, wanted: str) -> str:
    import difflib  # only an error needs it, and it is slow to import

    near = difflib.get_close_matches(wanted, [item.name for item in all_specs()], n=1, cutoff=0)
    return f'name must be a function of this add-in, got "{name}"; did you mean "{near[0]}"?'
