"""What is done is not done again, until what it was made from changes."""

import os
import stat

import pytest

from script.launch import environment
from script.launch.checkout import Checkout, fingerprint, is_stamped, leave_stamp
from script.launch.console import LaunchError


def test_a_fingerprint_follows_names_and_contents(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "one").write_text("1")
    before = fingerprint([folder], "word")

    assert fingerprint([folder], "word") == before
    assert fingerprint([folder], "other") != before
    (folder / "one").write_text("2")
    assert fingerprint([folder], "word") != before
    (folder / "one").rename(folder / "two")
    (folder / "two").write_text("1")
    assert fingerprint([folder], "word") != before


def test_a_fingerprint_takes_no_notice_of_what_python_compiles(tmp_path):
    before = fingerprint([tmp_path])
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "one.pyc").write_text("1")

    assert fingerprint([tmp_path]) == before


def test_a_stamp_holds_for_one_fingerprint(tmp_path):
    stamp = tmp_path / "deep" / "stamp"
    assert not is_stamped(stamp, "one")

    leave_stamp(stamp, "one")

    assert is_stamped(stamp, "one")
    assert not is_stamped(stamp, "two")
    assert [file.name for file in stamp.parent.iterdir()] == ["stamp"]


def test_a_folder_of_somebody_else_is_refused(checkout, monkeypatch):
    somebody = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: somebody)

    with pytest.raises(LaunchError, match=r"belongs to .*Run this as the same user"):
        checkout.make_folders()


def test_a_running_copy_is_known_by_its_own_folder(checkout):
    beside = Checkout(checkout.root, checkout.root / "other")

    assert beside.identity != checkout.identity


def test_the_secret_key_is_made_once_and_read_by_its_user_alone(checkout, monkeypatch):
    monkeypatch.delenv("MOOTHALL_SECRET_KEY", raising=False)
    monkeypatch.delenv("MOOTHALL_SECRET_KEY_FILE", raising=False)
    file = checkout.secrets / "secret-key"

    told = environment.for_programs(checkout)

    assert told["MOOTHALL_SECRET_KEY_FILE"] == str(file)
    key = file.read_text()
    assert len(key) >= 50
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    environment.for_programs(checkout)
    assert file.read_text() == key
