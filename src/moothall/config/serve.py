"""
Serve the web: load the application once, then let granian fork its workers from it.

    python -m moothall.config.serve [OPTION OF GRANIAN ...] MODULE:APPLICATION

Granian by itself loads the application anew in each worker. Loaded before the fork, its code and
tables are held once for all of them, they start at once, and so does one that replaces another.
"""

import gc
import sys
from importlib import import_module

from django.urls import get_resolver
from granian.cli import entrypoint


def main() -> None:
    """Load what the last argument names, and become the server."""
    module, _, _ = sys.argv[-1].partition(":")
    import_module(module)
    load_addresses()
    gc.collect()
    # What the collector never looks at it never writes to, so that workers go on sharing it.
    gc.freeze()
    entrypoint()


def load_addresses() -> None:
    """Import every view, as the first request would."""
    patterns = list(get_resolver().url_patterns)
    while patterns:
        patterns.extend(getattr(patterns.pop(), "url_patterns", ()))


if __name__ == "__main__":
    main()
