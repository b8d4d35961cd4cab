"""
What a file is, by its content, and what is kept of it.

Pictures are drawn anew, so that nothing but the picture is kept: no place where it was taken, no
camera's number, no program hidden behind the last pixel.
"""

import io
import zipfile
from dataclasses import dataclass

import filetype
from django.utils.translation import gettext as _
from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from moothall.documents.errors import UploadRefused
from moothall.documents.packing import BROKEN, packed_anew, refuse_traps
from moothall.documents.purposes import IMAGES, MEGABYTE, ZIP, Purpose

register_heif_opener()

#: A picture of more would fill a worker's memory before anything could be known of it.
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 2400
JPEG_QUALITY = 85
#: Modes whose colours cannot be mixed, so that a picture cannot be made small in them.
PALETTES = frozenset({"1", "P"})
#: What the readers of pictures raise at bytes that are none, or are none any more.
UNDRAWABLE = (EOFError, OSError, SyntaxError, ValueError, Image.DecompressionBombError)

LONGEST_KIND = 100


@dataclass(frozen=True)
class Inspected:
    """What is stored: the bytes to keep, what they are, and a picture's size in pixels."""

    content: bytes
    content_type: str
    width: int | None = None
    height: int | None = None


def inspect(content: bytes, *, purpose: Purpose) -> Inspected:
    """
    Return what to keep of an uploaded file.

    :raises UploadRefused: if it is empty, too large, damaged, or not of a kind this purpose takes
    """
    if not content:
        raise UploadRefused(_("The selected file is empty. Choose another one."))
    if len(content) > purpose.largest:
        raise UploadRefused(
            _("The selected file must be smaller than %(limit)sMB.")
            % {"limit": purpose.largest // MEGABYTE}
        )
    kind = _kind_of(content)
    if kind not in purpose.allowed:
        raise UploadRefused(_("The selected file must be %(kinds)s.") % {"kinds": purpose.words})
    if kind in IMAGES:
        return _drawn_anew(content)
    if kind == ZIP:
        return Inspected(packed_anew(content, purpose=purpose, inspect=inspect), ZIP)
    if zipfile.is_zipfile(io.BytesIO(content)):
        refuse_traps(content)
    return Inspected(content, kind)


def _kind_of(content: bytes) -> str:
    guess = filetype.guess(content)
    if guess is not None:
        mime: str = guess.mime
        return _packed_kind(content) if mime == "application/zip" else mime
    if b"\x00" in content:
        return "application/octet-stream"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "application/octet-stream"
    beginning = content[:1000].lstrip().lower()
    return "text/html" if beginning.startswith((b"<", b"\xef\xbb\xbf<")) else "text/plain"


def _packed_kind(content: bytes) -> str:
    """
    Tell an OpenDocument text from any other archive by the member that names its kind.

    That one is never packed (OpenDocument 1.2, part 3, section 3.3): one that is may be a trap.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            member = archive.getinfo("mimetype")
            if member.compress_type == zipfile.ZIP_STORED:
                with archive.open(member) as opened:
                    return opened.read(LONGEST_KIND).decode("ascii", "replace")
    except BROKEN:
        pass
    return "application/zip"


def _drawn_anew(content: bytes) -> Inspected:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise UploadRefused(_("The selected photo has too many pixels. Make it smaller."))
            has_alpha = picture.format in {"PNG", "WEBP"} and picture.has_transparency_data
            mode = "RGBA" if has_alpha else "RGB"
            # Made small before all else: each step on the whole of it takes its memory once more.
            whole = picture.convert(mode) if picture.mode in PALETTES else picture
            whole.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            plain = ImageOps.exif_transpose(whole).convert(mode)
    except UNDRAWABLE:
        raise UploadRefused(
            _("The selected photo is damaged and cannot be opened. Choose another one.")
        ) from None
    drawn = io.BytesIO()
    fresh = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    if has_alpha:
        fresh.save(drawn, "PNG", optimize=True)
    else:
        fresh.save(drawn, "JPEG", quality=JPEG_QUALITY)
    kind = "image/png" if has_alpha else "image/jpeg"
    return Inspected(drawn.getvalue(), kind, fresh.width, fresh.height)
