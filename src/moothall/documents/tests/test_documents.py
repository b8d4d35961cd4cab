import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from moothall.documents import actions, links
from moothall.documents.errors import UploadRefused
from moothall.documents.inspection import LONGEST_SIDE, MOST_PIXELS
from moothall.documents.models import StoredFile
from moothall.documents.purposes import EVIDENCE, PHOTO
from moothall.documents.queries import content_of, stored_file, stored_files
from moothall.kernel.actors import anonymous_resident
from moothall.kernel.errors import NotFound, NotPermitted
from moothall.kernel.scope import acting_for

RESIDENT = anonymous_resident()


def photo(kind="JPEG", size=(40, 20), **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind, **options)
    return out.getvalue()


def photo_with_a_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif[0x0112] = 6  # turned by ninety degrees
    return photo(exif=exif)


def store(council, content, now, *, name="pothole.jpg", purpose="photo") -> StoredFile:
    return actions.store_upload(
        actor=RESIDENT,
        council_id=council.id,
        upload=io.BytesIO(content),
        original_name=name,
        purpose=purpose,
        now=now,
    )


def test_a_photo_is_drawn_anew_upright_and_without_its_secrets(in_northvale, now):
    stored = store(in_northvale, photo_with_a_place(), now)

    with content_of(stored) as content:
        kept = content.read()
    assert b"SecretCamera" not in kept
    assert (stored.width, stored.height) == (20, 40)
    assert stored.content_type == "image/jpeg"
    assert stored.size == len(kept)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
def test_common_photos_are_taken(in_northvale, now, kind):
    assert store(in_northvale, photo(kind), now).is_image


def test_the_type_is_read_from_the_content_not_the_name(in_northvale, now):
    with pytest.raises(UploadRefused, match="must be a photo"):
        store(in_northvale, b"<html><script>alert(1)</script>", now, name="photo.jpg")
    with pytest.raises(UploadRefused, match="must be a photo"):
        store(in_northvale, b"%PDF-1.7 not a photo", now, name="photo.jpg")
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (photo()[:60], "damaged"),
        (b"x" * (PHOTO.largest + 1), "smaller than 15MB"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words(in_northvale, now, content, said):
    with pytest.raises(UploadRefused, match=said):
        store(in_northvale, content, now)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_drawn(in_northvale, now, monkeypatch):
    monkeypatch.setattr("moothall.documents.inspection.MOST_PIXELS", 100)

    with pytest.raises(UploadRefused, match="too many pixels"):
        store(in_northvale, photo(), now)
    assert MOST_PIXELS > 12_000_000  # a good telephone's photograph passes


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_is_made_small_before_it_is_copied(in_northvale, now, monkeypatch, kind):
    sizes = []
    convert = Image.Image.convert

    def noted(picture, *given, **named):
        sizes.append(max(picture.size))
        return convert(picture, *given, **named)

    large = photo(kind, size=(LONGEST_SIDE + 100, 20))
    monkeypatch.setattr(Image.Image, "convert", noted)
    store(in_northvale, large, now)

    assert sizes
    assert max(sizes) == LONGEST_SIDE


def test_a_packed_trap_is_refused(in_northvale, now):
    trap = io.BytesIO()
    with zipfile.ZipFile(trap, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", b"0" * 30_000_000)

    with pytest.raises(UploadRefused):
        store(in_northvale, trap.getvalue(), now, name="letter.odt", purpose=EVIDENCE.key)


def packed(compression, kind: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression) as archive:
        archive.writestr("content.xml", b"<office/>")
        archive.writestr("mimetype", kind)
    return content.getvalue()


@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])
def test_the_kind_of_an_archive_is_not_unpacked(in_northvale, now, compression):
    content = packed(compression, b"application/vnd.oasis.opendocument.text")

    with pytest.raises(UploadRefused, match="must be a photo"):
        store(in_northvale, content, now, purpose="evidence")


def test_an_archive_that_points_outside_itself_is_refused_in_words(in_northvale, now):
    whole = packed(zipfile.ZIP_STORED, b"application/vnd.oasis.opendocument.text")
    content = whole[:-6] + (10_000).to_bytes(4, "little") + whole[-2:]

    with pytest.raises(UploadRefused, match="must be a photo"):
        store(in_northvale, content, now, purpose="evidence")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\pothole.jpg", "pothole.jpg"),
        ("pot\u202egpj.exe", "potgpj.exe"),
        ("llun ŵyl.jpg", "llun ŵyl.jpg"),
        ("", "file"),
    ],
)
def test_a_files_own_name_is_only_shown(in_northvale, now, given, shown):
    stored = store(in_northvale, photo(), now, name=given)

    assert stored.original_name == shown
    assert shown not in stored.key


def test_another_council_finds_nothing(northvale, southmere, now):
    with acting_for(northvale.id):
        stored = store(northvale, photo(), now)

    with acting_for(southmere.id):
        assert stored_files([stored.pk]) == []
        with pytest.raises(NotFound):
            stored_file(stored.pk)


def test_abandoned_files_are_deleted_and_kept_ones_stay(in_northvale, now):
    abandoned = store(in_northvale, photo(), now)
    kept = store(in_northvale, photo(), now)
    actions.keep_files(file_ids=[kept.pk], now=now)

    assert actions.delete_abandoned_files(now=now + timedelta(days=13)) == 0
    assert actions.delete_abandoned_files(now=now + timedelta(days=15)) == 1

    assert not default_storage.exists(abandoned.key)
    assert default_storage.exists(kept.key)
    with pytest.raises(NotPermitted):
        actions.delete_file(actor=RESIDENT, file_id=kept.pk)


def test_a_link_gives_the_file_on_its_councils_site_alone(
    client, northvale, southmere, now, monkeypatch
):
    with acting_for(northvale.id):
        stored = store(northvale, photo(), now)
    path = links.media_url(stored, now=now).removeprefix(northvale.url)
    monkeypatch.setattr("moothall.kernel.clock.now", lambda: now)

    answer = client.get(path, headers={"host": "northvale.test"})

    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert client.get(path, headers={"host": "southmere.test"}).status_code == 404
    assert client.get(path[:-4] + "xxx/", headers={"host": "northvale.test"}).status_code == 404
    monkeypatch.setattr("moothall.kernel.clock.now", lambda: now + timedelta(days=31))
    assert client.get(path, headers={"host": "northvale.test"}).status_code == 404


def test_what_is_forgotten_is_gone_kept_or_not_and_its_bytes_by_a_job(
    northvale, southmere, now, queue
):
    with acting_for(northvale.id):
        kept, other = store(northvale, photo(), now), store(northvale, photo(), now)
        actions.keep_files(file_ids=[kept.pk], now=now)

    with acting_for(southmere.id):
        assert actions.forget_files(file_ids=[kept.pk]) == 0
    with acting_for(northvale.id):
        assert actions.forget_files(file_ids=[kept.pk]) == 1
        assert actions.forget_files(file_ids=[kept.pk]) == 0
        assert actions.forget_files(file_ids=[]) == 0
        assert set(StoredFile.objects.all()) == {other}
    assert default_storage.exists(kept.key)
    queue.run_all()

    assert not default_storage.exists(kept.key)
    assert default_storage.exists(other.key)
