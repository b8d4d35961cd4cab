"""Finding the browser that drives the journeys, or having Debian install it."""

from __future__ import annotations

import os
import shutil

from script.launch.console import LaunchError
from script.launch.packages import install_from_debian

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find_chromium() -> str:
    """
    This will find Chromium, and install it where it may.

    :raises LaunchError: if there is none and it may not be installed from here
    """
    wished = os.environ.get("MOOTHALL_CHROMIUM")
    if wished:
        return wished
    found = _installed()
    if found is None and install_from_debian("chromium"):
        found = _installed()
    if found is None:
        raise LaunchError(
            "The journeys need a browser. On Debian, as root: apt-get install chromium. "
            "Elsewhere set MOOTHALL_CHROMIUM to a Chromium or Chrome."
        )
    return found


def _installed() -> str | None:
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return None
