"""Making, filling, caching and auditing workbooks.

The modules are imported where they are needed, so that a command that only prints a list of
functions does not pay for lxml or for the calculation engine:

- `workbooks.package`   a workbook file as bytes: safe reading, surgical writing
- `workbooks.template`  the contract of a template: its names, and the values behind them
- `workbooks.fill`      inputs into the named cells
- `workbooks.cache`     recalculated values into the formula cells; the finished file
- `workbooks.engine`    a workbook in memory whose inputs change and whose outputs are read
"""

from __future__ import annotations
