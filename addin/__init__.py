"""Bindings to spreadsheet programs: no maths, no judgement."""
