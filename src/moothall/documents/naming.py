"""What a stored file is called where it is shown or saved."""

import unicodedata
from pathlib import PurePosixPath

#: Pictures are drawn anew, so that what was a HEIC is a JPEG now.
_ENDINGS = {"image/jpeg": (".jpg", ".jpeg"), "image/png": (".png",)}
_OF_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif"})


def shown_name(original_name: str) -> str:
    """Return a file's own name fit to be shown: no folders, no control or direction characters."""
    name = original_name.replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(c for c in name if unicodedata.category(c)[0] != "C").strip()
    return printable[-200:] or "file"


def fitting_name(name: str, content_type: str) -> str:
    """Return a picture's name with the ending of what it has become, so that it opens."""
    endings, ending = _ENDINGS.get(content_type), PurePosixPath(name).suffix
    if endings is None or ending.lower() not in _OF_PICTURES or name.lower().endswith(endings):
        return name
    return f"{name.removesuffix(ending)}{endings[0]}"
