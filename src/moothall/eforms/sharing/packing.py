"""
A form in one file, to keep or to give to another council: `manifest.json` and `form.json`, zipped.

The same document always packs to the same bytes. What is read may come from anywhere, so that its
size and depth are limited before anything looks at it.
"""

import hashlib
import io
import json
import math
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import yaml
from django.utils.translation import gettext as _

from moothall.eforms.definition import SCHEMA_VERSION
from moothall.kernel.errors import MoothallError

FORMAT = "moothall-form"
FORMAT_VERSION = 1
#: Of what is uploaded, and of what it unpacks to.
MOST_BYTES = 2_000_000
MOST_UNPACKED = 5_000_000
MOST_MEMBERS = 50
MOST_DEPTH = 60
_WHEN = (1980, 1, 1, 0, 0, 0)


class Unreadable(MoothallError):
    """The file is not what it should be; the message says so in words for the person."""


def pack(document: Mapping[str, Any]) -> bytes:
    """Return the form as a file."""
    form = _json(document)
    manifest = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "schema_version": document.get("schema_version", SCHEMA_VERSION),
        "slug": document.get("slug", ""),
        "sha256": hashlib.sha256(form).hexdigest(),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in (("manifest.json", _json(manifest)), ("form.json", form)):
            info = zipfile.ZipInfo(name, _WHEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            archive.writestr(info, content)
    return buffer.getvalue()


def unpack(content: bytes) -> dict[str, Any]:
    """
    Return the document in a file: our own zip, or a JSON or YAML document alone.

    :raises Unreadable: if it is none of these, too large, or of a newer format than we know
    """
    if not content.startswith(b"PK"):
        return _document(parsed(content))
    files = members(content)
    if "manifest.json" not in files or "form.json" not in files:
        raise Unreadable(_("The zip file holds no manifest.json and form.json."))
    manifest = parsed(files["manifest.json"])
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise Unreadable(_("The zip file was not exported by Moothall."))
    if manifest.get("format_version") != FORMAT_VERSION:
        raise Unreadable(_("The file was exported by a newer version of Moothall."))
    if manifest.get("sha256") != hashlib.sha256(files["form.json"]).hexdigest():
        raise Unreadable(_("The form in the file was changed or damaged after it was exported."))
    return _document(parsed(files["form.json"]))


def members(content: bytes) -> dict[str, bytes]:
    """
    Return the files in a zip, by name, and never more than it may unpack to.

    :raises Unreadable: if it is no sound zip or too large
    """
    _limit(content)
    found: dict[str, bytes] = {}
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [one for one in archive.infolist() if not one.is_dir()]
            if len(infos) > MOST_MEMBERS:
                raise Unreadable(_("The zip file holds too many files."))
            for info in infos:
                with archive.open(info) as member:
                    found[info.filename] = member.read(left + 1)
                left -= len(found[info.filename])
                if left < 0:
                    raise Unreadable(_("The zip file unpacks to more than we take."))
    except (
        zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError,
        NotImplementedError, RuntimeError, UnicodeError, IndexError, OverflowError,
    ) as error:  # fmt: skip
        raise Unreadable(_("The zip file is damaged or not a zip file.")) from error
    return found


def parsed(content: bytes) -> Any:
    """
    Return what a JSON or YAML file says, made of plain values alone.

    :raises Unreadable: if it says nothing we can keep
    """
    _limit(content, MOST_UNPACKED)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(_("The file is not text in UTF-8.")) from error
    try:
        try:
            value = json.loads(text)
        except json.JSONDecodeError:
            value = _from_yaml(text)
        _plain(value, MOST_DEPTH)
    except (ValueError, yaml.YAMLError, RecursionError, OverflowError) as error:
        raise Unreadable(_("The file is not sound JSON or YAML.")) from error
    return value


def _from_yaml(text: str) -> Any:
    """Return what YAML says; references are refused, since few bytes could stand for millions."""
    if len(text) > MOST_BYTES:
        raise Unreadable(_("The file is too large."))
    if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, yaml.SafeLoader)):
        raise Unreadable(_("The file uses references (*name), which are not taken."))
    return yaml.safe_load(text)


def _plain(value: Any, depth: int) -> None:  # noqa: C901 - one branch for each kind of value
    if depth < 0:
        raise ValueError("too deep")
    if isinstance(value, dict):
        for name, part in value.items():
            if not isinstance(name, str):
                raise ValueError("a name that is no text")
            _plain(name, depth)
            _plain(part, depth - 1)
    elif isinstance(value, list):
        for part in value:
            _plain(part, depth - 1)
    elif isinstance(value, str):
        value.encode("utf-8")
        if "\0" in value:
            raise ValueError("a NUL character")
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("no number")
    elif value is not None and not isinstance(value, int):
        raise ValueError("a value that JSON does not know")


def _document(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Unreadable(_("The file holds no form."))
    if value.get("schema_version") != SCHEMA_VERSION:
        raise Unreadable(_("The file says no schema_version that this version of Moothall reads."))
    return value


def _limit(content: bytes, most: int = MOST_BYTES) -> None:
    if len(content) > most:
        raise Unreadable(_("The file is too large."))


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"
