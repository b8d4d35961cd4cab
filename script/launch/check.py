"""
Every check but the tests: script/check.

Lint and format, types, layers, templates, migrations, and known vulnerabilities in the packages.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from script.launch import environment, packages
from script.launch.checkout import Checkout
from script.launch.console import complain, say

#: What pip-audit says when nobody answers, as opposed to when it finds something.
UNREACHABLE = (
    "ConnectionError",
    "Connection refused",
    "Max retries exceeded",
    "Name or service not known",
    "Temporary failure in name resolution",
    "ServiceError",
    "HTTPError",
    "timed out",
)


def main(arguments: Sequence[str]) -> int:  # noqa: ARG001 - every command takes arguments
    """This will install what is missing and run every check."""
    checkout = Checkout.here()
    checkout.make_folders()
    packages.install(checkout, lock="dev")
    testing = {"MOOTHALL_TESTING": "1", "MOOTHALL_INSECURE_HTTP": "1"}
    return run_all(checkout, environment.for_programs(checkout, testing))


def run_all(checkout: Checkout, surroundings: Mapping[str, str]) -> int:
    """
    This will run every check to its end, so that one run shows all there is to mend.

    :returns: 0 when all are content, 1 otherwise
    """
    say("\nChecks")
    failed = [
        name
        for name, command in _commands(checkout)
        if not _passes(name, command, checkout, surroundings)
    ]
    if not _is_free_of_known_vulnerabilities(checkout, surroundings):
        failed.append("known vulnerabilities")
    if failed:
        complain(f"Not content: {', '.join(failed)}.")
    return 1 if failed else 0


def _commands(checkout: Checkout) -> list[tuple[str, list[str]]]:
    python = str(checkout.python)
    programs = checkout.venv / "bin"
    return [
        ("lint", [str(programs / "ruff"), "check", "--quiet", "."]),
        ("format", [str(programs / "ruff"), "format", "--check", "--quiet", "."]),
        ("types", [str(programs / "mypy"), "--no-error-summary", "src", "simulators", "script"]),
        ("layers", [str(programs / "lint-imports"), "--no-cache"]),
        ("templates", [str(programs / "djhtml"), "--check", *_templates(checkout)]),
        ("settings", [python, "manage.py", "check", "--fail-level", "WARNING"]),
        ("migrations", [python, "manage.py", "makemigrations", "--check", "--dry-run"]),
    ]


def _templates(checkout: Checkout) -> list[str]:
    folders = [checkout.root / "src", checkout.root / "simulators"]
    return sorted(str(file) for folder in folders for file in folder.rglob("templates/**/*.html"))


def _passes(
    name: str, command: Sequence[str], checkout: Checkout, surroundings: Mapping[str, str]
) -> bool:
    began = time.monotonic()
    done = subprocess.run(
        command,
        cwd=checkout.root,
        env=dict(surroundings),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    took = time.monotonic() - began
    if done.returncode == 0:
        say(f"  {name} ({took:.1f} s)")
        return True
    complain(f"  {name}: not content ({took:.1f} s)\n{done.stdout.rstrip()}")
    return False


def _is_free_of_known_vulnerabilities(checkout: Checkout, surroundings: Mapping[str, str]) -> bool:
    """
    Ask the public database of vulnerabilities about every locked package.

    A machine without the internet cannot ask: that is said, and is no fault of the code.
    """
    lock = Path("requirements") / "base.txt"
    command = [
        str(checkout.venv / "bin" / "pip-audit"),
        "--disable-pip",
        "--no-deps",
        "-r",
        str(lock),
    ]
    done = subprocess.run(
        [*command, "--progress-spinner", "off", "--timeout", "10"],
        cwd=checkout.root,
        env=dict(surroundings),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        say("  known vulnerabilities")
        return True
    if any(word in done.stderr for word in UNREACHABLE):
        complain(
            "  known vulnerabilities: NOT CHECKED, the service that knows them does not answer"
        )
        return True
    complain(f"  known vulnerabilities: not content\n{done.stdout}{done.stderr}".rstrip())
    return False
