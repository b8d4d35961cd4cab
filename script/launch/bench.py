"""Measure, beside the floor of the same machine: script/bench [NAME ...] [--json FILE]."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence

from script.launch import environment, packages
from script.launch.checkout import Checkout
from script.launch.nginx import find_nginx


def main(arguments: Sequence[str]) -> int:
    """This will install what is missing and hand over to the measurements."""
    checkout = Checkout.here()
    checkout.make_folders()
    packages.install(checkout, lock="dev")
    find_nginx()
    if not shutil.which("wrk"):
        packages.install_from_debian("wrk")
    surroundings = environment.for_programs(checkout)
    return subprocess.run(
        [str(checkout.python), "-m", "bench", *arguments],
        cwd=checkout.root,
        env=surroundings,
        check=False,
    ).returncode
