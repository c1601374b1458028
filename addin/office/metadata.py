"""functions.json: what Excel is told about each function, made from the registry.

Every parameter is of the type any and the dimensionality matrix, so that a cell, a range and an
array constant all arrive as rows. `allowErrorForDataTypeAny` brings error cells to the function
(without it Excel answers for us); the data types of requirement set 1.4 are not asked for. Excel
hands a blank cell over as 0 on the desktop and as null on the web: the addresses of the parameters
are asked for, so that functions.js can look up which zeros are blank cells.
"""

from __future__ import annotations

from typing import Any

from addin.call import LAST_ERROR
from addin.texts import argument_help, function_help
from udfs.registry import Spec, all_specs

#: Office.js asks for a prefix: =ONBALANCE.LEASE_PV(5%,20,200).
NAMESPACE = "ONBALANCE"

LAST_ERROR_HELP = "The sentence of the last error that OnBalance showed in a cell."


def identifier(name: str) -> str:
    """The id of a function: letters, digits and full stops only.

    >>> identifier("LEASE_PV")
    'LEASE.PV'
    """
    return name.replace("_", ".")


def functions_json() -> dict[str, Any]:
    """The metadata of all functions, and of the one that returns the last error."""
    return {
        "allowErrorForDataTypeAny": True,
        "functions": [*map(_function, all_specs()), _last_error()],
    }


def _function(spec: Spec) -> dict[str, Any]:
    return {
        "id": identifier(spec.name),
        "name": spec.name,
        "description": function_help(spec),
        "options": {"requiresParameterAddresses": True},
        "parameters": [
            {
                "name": argument.name,
                "description": argument_help(argument),
                "type": "any",
                "dimensionality": "matrix",
                "optional": not argument.required,
            }
            for argument in spec.arguments
        ],
        "result": {"type": "any", "dimensionality": "matrix"},
    }


def _last_error() -> dict[str, Any]:
    """Volatile, so that it follows every recalculation; it takes nothing and asks nobody."""
    return {
        "id": identifier(LAST_ERROR),
        "name": LAST_ERROR,
        "description": LAST_ERROR_HELP,
        "options": {"volatile": True},
        "parameters": [],
        "result": {"type": "any", "dimensionality": "matrix"},
    }
