"""UDF_SOURCE: every function says what it computes and where that comes from."""

from __future__ import annotations

import pytest

from udfs import registry, udf_source
from udfs.errors import MissingDataError
from udfs.version import __version__


@pytest.mark.parametrize("name", [spec.name for spec in registry.all_specs()])
def test_every_function_has_formula_source_and_version(name: str) -> None:
    text = udf_source(name)
    spec = registry.spec(name)
    assert text.startswith(f"{name}(")
    assert spec.summary.rstrip(".") in text
    assert f"Source: {spec.source.rstrip('.')}" in text
    assert "Formula: " in text
    assert "Native: " in text
    assert text.endswith(f"OnBalance {__version__}")
    assert "\n" not in text
    assert len(text) < 32767


def test_a_name_may_be_typed_as_in_a_cell() -> None:
    expected = udf_source("LEASE_PV")
    for name in ("lease_pv", " =LEASE_PV(B1, B2) ", "Lease_Pv"):
        assert udf_source(name) == expected
    assert udf_source([["LEASE_PV", "YIELD_IRR"]]).shape == (1, 2)


def test_an_unknown_name_is_not_available_and_names_the_nearest() -> None:
    with pytest.raises(MissingDataError, match='did you mean "YIELD_XIRR"'):
        udf_source("YIELD_XIR")
