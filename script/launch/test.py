"""
Set up what tests need and run them: script/test [fast] [ARGUMENT OF PYTEST ...].

Without arguments: every check, then every test. `fast` runs the unit and architecture tests, in
under 90 seconds once set up. Any other argument goes to pytest, and only pytest runs.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence

from script.launch import check, environment, packages
from script.launch.checkout import Checkout
from script.launch.chromium import find_chromium
from script.launch.console import say
from script.launch.database_for_tests import database_for_tests
from script.launch.mail_servers import require_mail_servers
from script.launch.nginx import require_nginx

#: Unit tests share two cores test by test. The others start whole products that mostly wait, so two
#: files at a time; no test of theirs is decided by how long something takes.
SIDE_BY_SIDE = "not journey and not fault"
FAST = f"not slow and {SIDE_BY_SIDE}"
WHOLES = "journey or fault"


def main(arguments: Sequence[str]) -> int:
    """This will set up, check and test; the last line is pytest's own summary."""
    checkout = Checkout.here()
    checkout.make_folders()
    packages.install(checkout, lock="dev")
    fast = list(arguments[:1]) == ["fast"]
    extra = list(arguments[1:] if fast else arguments)
    with database_for_tests(checkout) as database:
        surroundings = environment.for_tests(checkout, database)
        if fast:
            return _pytest(checkout, surroundings, "-n", "2", "-m", FAST, *extra)
        surroundings["MOOTHALL_CHROMIUM"] = find_chromium()
        require_nginx()
        require_mail_servers()
        if extra:
            return _pytest(checkout, surroundings, *extra)
        surroundings["MOOTHALL_SAME_EXAMPLES"] = "1"
        checked = check.run_all(checkout, surroundings)
        side_by_side = _pytest(checkout, surroundings, "-n", "2", "-m", SIDE_BY_SIDE)
        wholes = _pytest(checkout, surroundings, "-n", "2", "--dist", "loadfile", "-m", WHOLES)
        return checked or side_by_side or wholes


def _pytest(checkout: Checkout, surroundings: Mapping[str, str], *arguments: str) -> int:
    say(f"\npytest {' '.join(arguments)}")
    command = [str(checkout.python), "-m", "pytest", *arguments]
    return subprocess.run(
        command, cwd=checkout.root, env=dict(surroundings), check=False
    ).returncode
