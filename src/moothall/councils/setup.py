"""
How a council comes to life from a file: each app applies its own section.

A council's file is YAML. `council` holds the row itself; every other key is a section that some
app has registered. Applying a file twice changes nothing; a changed file changes what it names.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from moothall.councils import actions
from moothall.councils.rows import CouncilRow
from moothall.kernel.errors import MoothallError
from moothall.kernel.registry import Registry

Apply = Callable[["SetupContext", Any], None]


class SetupError(MoothallError):
    """A council's file says something that cannot be used; the message says where and why."""


@dataclass(frozen=True)
class SetupContext:
    """What a section is applied to: the council in force, where its files lie, and when."""

    council: CouncilRow
    folder: Path
    now: datetime


@dataclass(frozen=True)
class Section:
    """One key of a council's file and the function that applies what stands under it."""

    key: str
    apply: Apply


sections: Registry[Section] = Registry("section of a council's file")


def section(key: str, apply: Apply) -> None:
    """Register a section; called in `AppConfig.ready()`, lower apps first, which is their order."""
    sections.register(Section(key, apply))


def register_own_sections() -> None:
    """Register what the councils app itself reads."""
    section("teams", lambda context, data: actions.apply_teams(context.council.id, data))
    section("services", lambda context, data: actions.apply_services(context.council.id, data))
    section("features", lambda context, data: actions.apply_features(context.council.id, data))
