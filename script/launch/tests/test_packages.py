"""Packages come from the registry that pip was given, and are not installed twice."""

import subprocess
import sys

from script.launch import packages
from script.launch.checkout import leave_stamp


def test_the_fast_installer_asks_the_registry_that_pip_asks(checkout, monkeypatch):
    listed = (
        "global.index-url='https://packages.example/simple'\n"
        "global.extra-index-url='file:///nowhere'\n"
        ":env:.cert='/etc/certificates.pem'\n"
        "global.timeout='60'\n"
    )
    monkeypatch.setattr(
        subprocess,
        "run",
        lambda command, **_: subprocess.CompletedProcess(command, 0, stdout=listed, stderr=""),
    )
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)

    told = packages._same_registry_as_pip(checkout)

    assert told["UV_DEFAULT_INDEX"] == "https://packages.example/simple"
    assert told["SSL_CERT_FILE"] == "/etc/certificates.pem"
    assert "UV_INDEX" not in told


def test_packages_of_the_wider_lock_do_for_the_narrower(checkout, monkeypatch):
    requirements = checkout.root / "requirements"
    requirements.mkdir()
    for lock in ("base", "dev"):
        (requirements / f"{lock}.txt").write_text(lock)
    leave_stamp(packages._stamp(checkout, "dev"), packages._lock_fingerprint(checkout, "dev"))
    installed = []
    monkeypatch.setattr(packages, "_install_lock", lambda _, lock: installed.append(lock))

    packages._install_python_packages(checkout, "base")
    assert installed == []

    (requirements / "dev.txt").write_text("changed")
    packages._install_python_packages(checkout, "base")
    assert installed == ["base"]
    packages._install_python_packages(checkout, "dev")
    assert installed == ["base", "dev"]
    packages._install_python_packages(checkout, "base")
    assert installed == ["base", "dev"]


def test_a_node_that_is_too_old_does_not_do(tmp_path):
    for version, is_recent in (("v18.20.4", False), ("v20.0.0", True), ("v24.1.0", True)):
        node = tmp_path / version
        node.write_text(f"#!/bin/sh\necho {version}\n")
        node.chmod(0o755)
        assert packages._is_recent(str(node)) is is_recent

    assert not packages._is_recent(None)
    assert not packages._is_recent(sys.executable)
