"""Write every template: ``python -m workbooks.build``."""

from __future__ import annotations

import sys

from workbooks.build import TEMPLATES, make, path_of


def main() -> int:
    """Build, fill with the example deal, calculate and store each template."""
    for name in TEMPLATES:
        path = path_of(name)
        path.write_bytes(make(name))
        sys.stdout.write(f"{path.name} written\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
