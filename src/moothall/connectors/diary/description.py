"""The description of the diary's interface (OpenAPI 3.1), as it is served and judged by."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("bookings.openapi.json")


@cache
def openapi() -> dict[str, Any]:
    """Return the whole description."""
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def body_shape(name: str) -> dict[str, Any]:
    """Return the JSON Schema of a body; those of bodies refer to nothing."""
    shape: dict[str, Any] = openapi()["components"]["schemas"][name]
    return shape
