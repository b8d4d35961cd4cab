"""The environment in which Moothall's own programs run."""

from __future__ import annotations

import os
import secrets
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from script.launch.checkout import Checkout, fingerprint, is_stamped, leave_stamp
from script.launch.console import LaunchError, step
from script.launch.postgres import EmbeddedServer


def for_programs(checkout: Checkout, *extra: Mapping[str, str]) -> dict[str, str]:
    """This will give what every program of this checkout needs, over what the shell has set."""
    environment = {
        "MOOTHALL_SECRETS_DIR": str(checkout.secrets),
        **os.environ,
        "MOOTHALL_VAR": str(checkout.var),
        "PYTHONPATH": os.pathsep.join((str(checkout.root / "src"), str(checkout.root))),
        "PYTHONUNBUFFERED": "1",
        "PYTHONPYCACHEPREFIX": str(checkout.var / "bytecode"),
        "DJANGO_SETTINGS_MODULE": "moothall.config.settings",
        "PATH": f"{checkout.venv / 'bin'}:{os.environ.get('PATH', os.defpath)}",
    }
    if "MOOTHALL_SECRET_KEY" not in environment and "MOOTHALL_SECRET_KEY_FILE" not in environment:
        environment["MOOTHALL_SECRET_KEY_FILE"] = str(_secret_key(checkout))
    # A shell that keeps trees clean of bytecode would make each start compile all of Django anew;
    # ours lies in `var`, out of everybody's way.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    for more in extra:
        environment.update(more)
    return environment


def for_tests(checkout: Checkout, database: Mapping[str, str]) -> dict[str, str]:
    """This will give the environment of checks and tests."""
    return for_programs(
        checkout, database, {"MOOTHALL_TESTING": "1", "MOOTHALL_INSECURE_HTTP": "1"}
    )


def _secret_key(checkout: Checkout) -> Path:
    """Find the key that signs sessions, or make one that only this user can read."""
    file = checkout.secrets / "secret-key"
    if not file.exists():
        partial = file.with_suffix(".partial")
        partial.touch(mode=0o600)
        partial.write_text(secrets.token_urlsafe(48))
        partial.replace(file)
    return file


def for_database(checkout: Checkout) -> dict[str, str]:
    """
    This will give the addresses of the database: the one the shell names, else the embedded one.

    :raises LaunchError: if the shell names none and the embedded one does not run
    """
    if os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE"):
        return {}
    server = EmbeddedServer.of(checkout)
    if not server.is_ready():
        raise LaunchError(
            "No database: set DATABASE_URL, or start the embedded one with "
            "script/launch/run postgres start."
        )
    return server.environment()


def manage(checkout: Checkout, environment: Mapping[str, str], *arguments: str) -> str:
    """
    This will run one of Django's management commands and return what it printed.

    :raises LaunchError: with everything it had to say, if it fails
    """
    return run_python(checkout, environment, "manage.py", *arguments)


def manage_in_turn(checkout: Checkout, environment: Mapping[str, str], *commands: str) -> str:
    """
    This will run management commands, all in one start of Django, and return what they printed.

    :raises LaunchError: with everything they had to say, if one fails
    """
    words = " -- ".join(commands).split()
    return run_python(checkout, environment, "-m", "script.launch.django_commands", *words)


def run_python(checkout: Checkout, environment: Mapping[str, str], *arguments: str) -> str:
    """
    This will run Python with all packages and return what it printed.

    :raises LaunchError: with everything it had to say, if it fails
    """
    command: Sequence[str] = [str(checkout.python), *arguments]
    done = subprocess.run(
        command,
        cwd=checkout.root,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise LaunchError(f"{' '.join(arguments)} failed:\n{done.stdout}{done.stderr}".rstrip())
    return done.stdout


def collect_static(checkout: Checkout, environment: Mapping[str, str]) -> None:
    """
    This will lay out style sheets, scripts and pictures for the web server, where they changed.

    :raises LaunchError: if one names another that is not there
    """
    source = checkout.root / "src" / "moothall"
    folders = [folder for folder in source.rglob("static") if folder.is_dir()]
    lock = checkout.root / "requirements" / "base.txt"
    wanted = fingerprint([lock, source / "static_built", *sorted(folders)])
    stamp = checkout.static / ".collected"
    if is_stamped(stamp, wanted):
        return
    with step("Static files collected"):
        manage(checkout, environment, "collectstatic", "--no-input", "--clear", "--verbosity=0")
        leave_stamp(stamp, wanted)
