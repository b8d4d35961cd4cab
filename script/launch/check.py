"""
Every check but the tests: script/check [--fix].

Lint and format, types, layers, templates, migrations, known vulnerabilities in the packages, and
the rules of the house that no linter knows, which are tests.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from script.launch import environment, packages
from script.launch.checkout import Checkout
from script.launch.console import complain, say
from script.launch.database_for_tests import database_for_tests

#: Packages that were not looked at, when the service that knows them does not answer.
SHOWN_UNKNOWN = 5

#: A check that is not content with much has said the essential by then.
LINES_SHOWN = 60


def main(arguments: Sequence[str]) -> int:
    """This will install what is missing, run every check and then the tests of the rules."""
    parser = argparse.ArgumentParser(prog="script/check", description=__doc__)
    parser.add_argument("--fix", action="store_true", help="first mend what tools can mend")
    chosen = parser.parse_args(arguments)
    checkout = Checkout.here()
    checkout.make_folders()
    packages.install(checkout, lock="dev")
    if chosen.fix:
        _fix(checkout)
    with database_for_tests(checkout) as database:
        surroundings = environment.for_tests(checkout, database)
        checked = run_all(checkout, surroundings)
        rules = [str(checkout.python), "-m", "pytest", "-q", "tests/architecture"]
        kept = subprocess.run(rules, cwd=checkout.root, env=surroundings, check=False).returncode
        return checked or kept


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
        ("lint", [str(programs / "ruff"), "check", "--quiet", "--output-format=concise", "."]),
        ("format", [str(programs / "ruff"), "format", "--check", "--quiet", "."]),
        ("types", [str(programs / "mypy"), "--no-error-summary", "src", "simulators", "script"]),
        ("layers", [str(programs / "lint-imports"), "--no-cache"]),
        ("templates", [str(programs / "djhtml"), "-t", "2", "--check", *_templates(checkout)]),
        ("settings", [python, "manage.py", "check", "--fail-level", "WARNING"]),
        (
            "migrations are complete",
            [python, "manage.py", "makemigrations", "--check", "--dry-run"],
        ),
        ("migrations are safe", [python, "-m", "script.launch.lint_migrations"]),
    ]


def _fix(checkout: Checkout) -> None:
    programs = checkout.venv / "bin"
    for command in (
        [str(programs / "ruff"), "check", "--fix", "--exit-zero", "--quiet", "."],
        [str(programs / "ruff"), "format", "--quiet", "."],
        [str(programs / "djhtml"), "-t", "2", *_templates(checkout)],
    ):
        subprocess.run(command, cwd=checkout.root, capture_output=True, check=False)


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
    complain(f"  {name}: not content ({took:.1f} s)")
    lines = done.stdout.rstrip().splitlines()
    for line in lines[-LINES_SHOWN:]:
        complain(f"    {line}")
    if len(lines) > LINES_SHOWN:
        whole = checkout.logs / f"check-{name.replace(' ', '-')}.log"
        whole.write_text(done.stdout)
        complain(f"    These are the last {LINES_SHOWN} of {len(lines)} lines; all are in {whole}")
    return False


def _is_free_of_known_vulnerabilities(checkout: Checkout, surroundings: Mapping[str, str]) -> bool:
    """
    Ask the public database of vulnerabilities about every locked package.

    A machine without the internet cannot ask: that is said plainly, and is no fault of the code.
    """
    auditor = str(checkout.venv / "bin" / "pip-audit")
    lock = str(checkout.root / "requirements" / "base.txt")
    options = ["--disable-pip", "--no-deps", "--progress-spinner=off", "--timeout=10"]
    done = subprocess.run(
        [auditor, *options, "--format=json", "-r", lock],
        cwd=checkout.root,
        env=dict(surroundings),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    report = vulnerabilities(done.stdout)
    for line in report.lines:
        complain(f"    {line}")
    if report.is_bad:
        complain("  known vulnerabilities: not content")
    elif report.was_checked:
        say("  known vulnerabilities")
    else:
        complain("  known vulnerabilities: NOT CHECKED, the service that knows them is not reached")
    return not report.is_bad


@dataclass(frozen=True)
class Vulnerabilities:
    """What the auditor found out, in lines for a person."""

    lines: tuple[str, ...]
    is_bad: bool
    was_checked: bool


def vulnerabilities(told: str) -> Vulnerabilities:
    """
    This will read the auditor's report.

    A registry's mirror that knows no vulnerabilities answers "not found" to every question, which
    the auditor takes for success; here nothing counts as checked when nothing was looked at.
    """
    try:
        packages_told = json.loads(told)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Vulnerabilities((), is_bad=False, was_checked=False)
    found = [
        f"{package['name']} {package['version']}: {flaw['id']}, mended in "
        f"{', '.join(flaw['fix_versions']) or 'no version yet'}"
        for package in packages_told
        for flaw in package.get("vulns", ())
    ]
    unknown = [package["name"] for package in packages_told if "skip_reason" in package]
    if len(unknown) == len(packages_told):
        return Vulnerabilities((), is_bad=False, was_checked=False)
    if unknown:
        more = "" if len(unknown) <= SHOWN_UNKNOWN else f" and {len(unknown) - SHOWN_UNKNOWN} more"
        found.append(f"not known there: {', '.join(unknown[:SHOWN_UNKNOWN])}{more}")
    return Vulnerabilities(tuple(found), is_bad=len(found) > bool(unknown), was_checked=True)
