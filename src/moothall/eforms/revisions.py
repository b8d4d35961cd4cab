"""How two windows on the same page notice each other."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from moothall.eforms.journey import Step


def revision_of(step: Step, answers: Mapping[str, Any]) -> str:
    """Return a short mark of a page's saved answers; it changes when they do."""
    saved = {one.key: answers[one.key] for one in step.questions if one.key in answers}
    text = json.dumps(saved, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
