"""Zip files: what is kept of one, and what is not taken."""

import io
import zipfile

import pytest
from PIL import Image

from moothall.documents import packing
from moothall.documents.errors import UploadRefused
from moothall.documents.models import StoredFile
from moothall.documents.queries import content_of
from moothall.documents.tests.test_documents import photo, photo_with_a_place, store

pytestmark = pytest.mark.django_db


def packed(*files, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return buffer.getvalue()


def keep(council, content, now):
    return store(council, content, now, name="papers.zip", purpose="evidence-packed")


def unpacked(stored):
    with content_of(stored) as content, zipfile.ZipFile(io.BytesIO(content.read())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def heic():
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    Image.new("RGB", (64, 64), "green").save(buffer, "HEIF", exif=exif)
    return buffer.getvalue()


def test_a_zip_is_packed_anew_from_what_is_kept_of_each_file(in_northvale, now):
    stored = keep(
        in_northvale,
        packed(
            ("a/b/pothole.jpg", photo_with_a_place()),
            ("../../etc/passwd", "not a path"),
            ("C:\\bill.txt", "12 pounds"),
            ("other/bill.txt", "13 pounds"),
            ("IMG_1.HEIC", heic()),
            ("folder/", ""),
        ),
        now,
    )

    files = unpacked(stored)
    assert stored.content_type == "application/zip"
    assert list(files) == ["pothole.jpg", "passwd", "bill.txt", "2-bill.txt", "IMG_1.jpg"]
    assert not any(b"SecretCamera" in content for content in files.values())
    assert Image.open(io.BytesIO(files["IMG_1.jpg"])).format == "JPEG"


def test_a_heic_by_itself_becomes_a_jpeg_without_its_secrets(in_northvale, now):
    stored = store(in_northvale, heic(), now, name="IMG_1.HEIC")

    with content_of(stored) as content:
        kept = content.read()
    assert (stored.original_name, stored.content_type) == ("IMG_1.jpg", "image/jpeg")
    assert Image.open(io.BytesIO(kept)).format == "JPEG"
    assert b"SecretCamera" not in kept


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (packed(), "zip file is empty"),
        (packed(("folder/", "")), "zip file is empty"),
        (packed(("inner.zip", packed(("a.txt", "a")))), "wrong with “inner.zip”"),
        (packed(("run.exe", b"MZ\x90\x00" + bytes(200))), "wrong with “run.exe”"),
        (packed(("page.html", "<html><script>")), "wrong with “page.html”"),
        (packed(("empty.txt", "")), "“empty.txt” in the zip file. The selected file is empty"),
        (packed(("broken.jpg", photo()[:80])), "wrong with “broken.jpg”"),
        (packed(*((f"{n}.txt", "a") for n in range(31))), "no more than 30 files"),
        (packed(("trap.txt", "a" * 5_000_000)), "unfolds to far more"),
        pytest.param(packed(("a.txt", "words"))[:-30], "damaged", id="cut off"),
    ],
)
def test_what_a_zip_may_not_hold_is_refused_in_words(in_northvale, now, content, said):
    with pytest.raises(UploadRefused, match=said):
        keep(in_northvale, content, now)

    assert not StoredFile.objects.exists()


def test_a_zip_with_a_password_is_refused(in_northvale, now):
    content = bytearray(packed(("a.txt", "words")))
    content[content.index(b"PK\x01\x02") + 8] |= 1

    with pytest.raises(UploadRefused, match="locked with a password"):
        keep(in_northvale, bytes(content), now)


def test_a_zip_that_lies_about_its_size_is_found_out(in_northvale, now, monkeypatch):
    monkeypatch.setattr(packing, "refuse_traps", lambda content: None)
    monkeypatch.setattr(packing, "LARGEST_UNPACKED", 1000)

    with pytest.raises(UploadRefused, match="unfolds to far more"):
        keep(in_northvale, packed(("a.txt", "a" * 600), ("b.txt", "b" * 600)), now)
