"""
Zip files: how far they may unfold, and what is kept of one.

A zip is packed anew from its files, each of which is held to what holds for a file by itself: its
type by content, its size, a picture without its secrets. Nothing is ever unpacked to disk.
"""

import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from django.utils.translation import gettext as _

from moothall.documents.errors import UploadRefused
from moothall.documents.naming import fitting_name, shown_name
from moothall.documents.purposes import MEGABYTE, ZIP, Purpose

#: A packed document that unfolds to more than this, or this many times its size, is a trap.
LARGEST_UNPACKED = 200 * MEGABYTE
LARGEST_RATIO = 200
#: More files in one zip would keep the person waiting while each is looked at.
MOST_FILES = 30

#: What the readers of archives raise at bytes that are none, or are none any more.
BROKEN = (
    zipfile.BadZipFile,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    struct.error,
)
_ENCRYPTED = 0x1


class Kept(Protocol):
    """What is kept of a file."""

    @property
    def content(self) -> bytes:
        """Return its bytes."""

    @property
    def content_type(self) -> str:
        """Return what they are."""


def refuse_traps(content: bytes) -> None:
    """
    Look how far an archive says that it unfolds; nothing is unpacked.

    :raises UploadRefused: if it is too far, or the archive cannot be read
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except BROKEN:
        raise _damaged() from None
    if unpacked > LARGEST_UNPACKED or unpacked > LARGEST_RATIO * len(content):
        raise _unfolds()


def packed_anew(content: bytes, *, purpose: Purpose, inspect: Callable[..., Kept]) -> bytes:
    """
    Return a zip of what is kept of each file in this one, without folders.

    :raises UploadRefused: if it is damaged, locked, empty, holds too many or too large files,
        another archive, or a file that the purpose does not take
    """
    refuse_traps(content)
    inside = replace(purpose, allowed=purpose.allowed - {ZIP})
    packed = io.BytesIO()
    try:
        with (
            zipfile.ZipFile(io.BytesIO(content)) as archive,
            zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as fresh,
        ):
            members = [member for member in archive.infolist() if not member.is_dir()]
            _refuse_numbers(members)
            names: set[str] = set()
            left = LARGEST_UNPACKED
            for member in members:
                read = _read(archive, member, most=min(inside.largest, left) + 1)
                left -= len(read)
                if left < 0:
                    raise _unfolds()
                name = shown_name(member.filename)
                kept = _kept(read, name, inside, inspect)
                fresh.writestr(
                    _free_name(fitting_name(name, kept.content_type), names), kept.content
                )
    except BROKEN:
        raise _damaged() from None
    return packed.getvalue()


def _refuse_numbers(members: list[zipfile.ZipInfo]) -> None:
    if not members:
        raise UploadRefused(_("The selected zip file is empty. Choose another one."))
    if len(members) > MOST_FILES:
        raise UploadRefused(
            _("The selected zip file must hold no more than %(most)s files.") % {"most": MOST_FILES}
        )
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise UploadRefused(
            _("The selected zip file is locked with a password. Choose one without.")
        )


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, *, most: int) -> bytes:
    """Read a file up to a size, whatever the archive says of it."""
    with archive.open(member) as opened:
        return opened.read(most)


def _kept(content: bytes, name: str, purpose: Purpose, inspect: Callable[..., Kept]) -> Kept:
    try:
        return inspect(content, purpose=purpose)
    except UploadRefused as error:
        raise UploadRefused(
            _("There is something wrong with “%(name)s” in the zip file. %(problem)s")
            % {"name": name, "problem": error.message}
        ) from None


def _free_name(name: str, taken: set[str]) -> str:
    """Return a name that no other file of the zip has."""
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{number}-{name}"
    taken.add(free.casefold())
    return free


def _damaged() -> UploadRefused:
    return UploadRefused(
        _("The selected file is damaged and cannot be opened. Choose another one.")
    )


def _unfolds() -> UploadRefused:
    return UploadRefused(_("The selected file unfolds to far more than it seems. Choose another."))
