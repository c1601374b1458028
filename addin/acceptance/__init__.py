"""The acceptance workbook: what a person opens once to certify an installation.

For every function it holds cells that call it and, beside each, the expected value as a constant
that the library computed. The host recalculates, and each row says PASS or FAIL.
"""
