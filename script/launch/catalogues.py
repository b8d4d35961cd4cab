"""
Make of what translators write what programs read: one file for each language.

    .venv/bin/python -m script.launch.catalogues cy
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from script.launch.checkout import Checkout


def main(languages: Sequence[str]) -> int:
    """This will compile the catalogues of these languages."""
    from moothall.kernel.translations import compile_catalogue  # noqa: PLC0415 - needs a package

    package = Checkout.here().root / "src" / "moothall"
    for language in languages:
        compile_catalogue(package, language)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
