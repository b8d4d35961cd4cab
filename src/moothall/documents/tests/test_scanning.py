"""Files are held until the virus scanner has found them clean."""

import hashlib
import io
import socket
import threading
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from moothall.documents import clamd as client
from moothall.documents import scanning
from moothall.documents.clamd import virus_in
from moothall.documents.errors import FileHeld
from moothall.documents.links import media_url
from moothall.documents.models import Scan, StoredFile
from moothall.documents.queries import content_of, infected_files
from moothall.documents.tests.test_documents import store
from moothall.kernel.errors import GiveUp, Retry
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from simulators.clamd.door import TEST_VIRUS

pytestmark = pytest.mark.django_db


def held(council, now, content=b"Some words"):
    return store(council, content, now, name="words.txt", purpose="evidence")


def state(stored):
    return StoredFile.objects.get(pk=stored.pk).scan


def test_without_a_scanner_files_are_given_at_once(in_northvale, now, settings, queue):
    settings.MOOTHALL_CLAMD = ""
    stored = held(in_northvale, now)

    with content_of(stored) as content:
        assert content.read() == b"Some words"
    assert queue.jobs("documents.scan") == []


def test_a_file_is_held_until_it_is_found_clean(clamd, in_northvale, now, queue):
    stored = held(in_northvale, now)

    with pytest.raises(FileHeld):
        content_of(stored)
    queue.run_all()

    stored.refresh_from_db()
    assert stored.scan == Scan.CLEAN
    with content_of(stored) as content:
        assert content.read() == b"Some words"
    (scan,) = clamd.get("/_scans.json").json()["scans"]
    assert scan["digest"] == hashlib.sha256(b"Some words").hexdigest()


def test_a_large_file_goes_over_whole(clamd, in_northvale, now, queue):
    content = b"words " * 500_000
    stored = held(in_northvale, now, content)
    queue.run_all()

    assert state(stored) == Scan.CLEAN
    (scan,) = clamd.get("/_scans.json").json()["scans"]
    assert scan["size"] == len(content)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_file_with_a_virus_is_never_given_and_its_bytes_go(clamd, in_northvale, now, queue):
    stored = held(in_northvale, now, TEST_VIRUS)
    queue.run_all()

    stored.refresh_from_db()
    assert stored.scan == Scan.INFECTED
    assert infected_files([stored.pk]) == {stored.pk}
    with pytest.raises(FileHeld):
        content_of(stored)
    assert not default_storage.exists(stored.key)
    entry = AuditEntry.objects.get(verb="file.infected")
    assert entry.detail == {"virus": "Eicar-Test-Signature"}


@pytest.mark.parametrize("trouble", [{"down": 1}, {"nonsense": 1}])
def test_while_the_scanner_is_down_the_file_stays_held(clamd, in_northvale, now, trouble):
    stored = held(in_northvale, now)
    clamd.control(**trouble)

    with pytest.raises(Retry):
        scanning.scan_file(file_id=stored.pk, now=now)
    assert state(stored) == Scan.WAITING

    scanning.scan_file(file_id=stored.pk, now=now)
    assert state(stored) == Scan.CLEAN


def test_a_scanner_that_is_not_there_is_asked_again_later(in_northvale, now, settings):
    settings.MOOTHALL_CLAMD = "tcp://127.0.0.1:1"
    stored = held(in_northvale, now)

    with pytest.raises(Retry):
        scanning.scan_file(file_id=stored.pk, now=now)
    assert state(stored) == Scan.WAITING


def test_a_scanner_that_takes_too_long_is_asked_again_later(clamd, in_northvale, now, monkeypatch):
    monkeypatch.setattr(client, "TIMEOUT", 0.2)
    stored = held(in_northvale, now)
    clamd.control(slow={"seconds": 1.0, "times": 1})

    with pytest.raises(Retry):
        scanning.scan_file(file_id=stored.pk, now=now)
    assert state(stored) == Scan.WAITING


def test_a_file_too_large_for_the_scanner_stays_held(clamd, in_northvale, now):
    stored = held(in_northvale, now)
    clamd.control(too_large=1)

    with pytest.raises(GiveUp):
        scanning.scan_file(file_id=stored.pk, now=now)
    assert state(stored) == Scan.WAITING


def test_a_refusal_in_the_middle_of_the_file_is_heard():
    listener = socket.create_server(("127.0.0.1", 0))

    def refuse():
        line, _ = listener.accept()
        line.recv(64)
        line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
        line.shutdown(socket.SHUT_WR)
        line.settimeout(5)
        while line.recv(1 << 20):
            continue
        line.close()

    threading.Thread(target=refuse, daemon=True).start()
    with pytest.raises(GiveUp):
        virus_in(io.BytesIO(bytes(5_000_000)), f"tcp://127.0.0.1:{listener.getsockname()[1]}")
    listener.close()


def test_a_scanner_at_a_unix_socket_is_asked_too(tmp_path):
    path = str(tmp_path / "s")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen()

    def answer():
        line, _ = listener.accept()
        while not line.recv(1 << 16).endswith(bytes(4)):
            continue
        line.sendall(b"stream: OK\0")
        line.close()

    threading.Thread(target=answer, daemon=True).start()
    assert virus_in(io.BytesIO(b"words"), f"unix://{path}") == ""
    listener.close()


def test_a_file_whose_turn_was_lost_gets_another(clamd, northvale, southmere, now, queue):
    with acting_for(northvale.id):
        stored = held(northvale, now)
    queue.run_all()
    with acting_for(northvale.id):
        StoredFile.objects.update(scan=Scan.WAITING)
        soon, late = now + timedelta(minutes=59), now + timedelta(minutes=61)
        assert scanning.scan_forgotten_files(now=soon) == 0
        assert scanning.scan_forgotten_files(now=late) == 1
        assert scanning.scan_forgotten_files(now=late) == 1
    assert len(queue.jobs("documents.scan")) == 1
    with acting_for(southmere.id):
        assert scanning.scan_forgotten_files(now=late) == 0
    queue.run_all()
    with acting_for(northvale.id):
        assert state(stored) == Scan.CLEAN


def test_a_held_file_leaves_by_no_door(clamd, northvale, now, client, alice):
    with acting_for(northvale.id):
        stored = held(northvale, now)
        link = media_url(stored, now=now)
    kit.sign_in(client, alice)
    host = {"host": "northvale.test"}

    assert client.get(f"/workspace/files/{stored.pk}/", headers=host).status_code == 404
    path = "/" + link.split("/", 3)[3]
    assert client.get(path, headers=host).status_code == 404
