import contextlib
import hashlib
import io
import json
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.eforms import library
from moothall.eforms.sharing.packing import MOST_UNPACKED, Unreadable, pack, unpack
from moothall.eforms.tests.factories import document

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**50), 2**50) | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.dictionaries(WORDS, VALUES, max_size=5))
def test_what_is_exported_comes_back_and_packs_to_the_same_bytes(parts):
    form = {**parts, "schema_version": 1}

    packed = pack(form)

    assert unpack(packed) == form
    assert pack(unpack(packed)) == packed


@pytest.mark.parametrize("name", sorted(library.files()))
def test_every_form_of_the_library_travels(name):
    form = library.form(name)

    assert unpack(pack(form)) == form


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300) | st.integers(0, 900).map(lambda n: pack(document())[:n]))
def test_whatever_is_uploaded_is_read_or_refused_by_name(content):
    with contextlib.suppress(Unreadable):
        assert isinstance(unpack(content), dict)


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 255))
def test_a_damaged_export_is_read_or_refused_by_name(place, byte):
    content = bytearray(pack(document()))
    content[place % len(content)] = byte
    with contextlib.suppress(Unreadable):
        unpack(bytes(content))


def test_a_zip_bomb_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("form.json", b" " * (MOST_UNPACKED + 1))

    with pytest.raises(Unreadable, match="unpacks to more"):
        unpack(buffer.getvalue())


@pytest.mark.parametrize(
    "content",
    [
        b'{"schema_version": 1, "a": NaN}',
        b'{"schema_version": 1, "a": "\\u0000"}',
        b'{"schema_version": 1, "a": "\\ud800"}',
        b"[" * 100_000,
        b"a: &x [1]\nb: *x\nschema_version: 1",
        b"schema_version: 1\nwhen: 2026-01-01",
        b"[]",
        b'{"schema_version": 2}',
        b"\xff\xfe",
    ],
)
def test_what_cannot_be_kept_is_refused(content):
    with pytest.raises(Unreadable):
        unpack(content)


def test_an_export_of_the_first_format_goes_on_being_read():
    form = b'{"schema_version": 1, "slug": "old", "title": {"en": "Old"}}'
    manifest = {
        "format": "moothall-form", "format_version": 1, "schema_version": 1, "slug": "old",
        "sha256": hashlib.sha256(form).hexdigest(),
    }  # fmt: skip
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest))
        archive.writestr("form.json", form)

    assert unpack(buffer.getvalue())["slug"] == "old"
