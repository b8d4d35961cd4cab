"""Text made comparable: what is stored for searching and what is typed go through the same door."""

import re
import unicodedata

_GAPS = re.compile(r"[^\w]+", re.UNICODE)


def normalise(text: str) -> str:
    """Return the text in lower case without accents, its words parted by single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _GAPS.sub(" ", plain.replace("'", "").replace("\u2019", "")).strip()
