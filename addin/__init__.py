"""Bindings to spreadsheet programs: no maths, no judgement.

`call` is the one way in: every host brings its cells there and takes cells back. `trials` is what
every host must compute alike. The hosts are `excel`, `office` and `calc`.
"""
