"""
Where a page stands on the web, worked out from where it stands in the tree.

The tree of each council is `/<council>/<language>/…`; the public address is what follows, under
`/cy/` for Welsh. No query is needed for either direction.
"""

DEFAULT_LANGUAGE = "en"


def home_path(language: str) -> str:
    """Return the path of a language's home page, ending in a slash."""
    return "/" if language == DEFAULT_LANGUAGE else f"/{language}/"


def public_path(url_path: str) -> str:
    """Return the public path of a page by its place in the tree; empty for what has none."""
    parts = url_path.split("/", 3)
    if len(parts) < 4 or not parts[2]:  # noqa: PLR2004 - "", council, language, the rest
        return ""
    return home_path(parts[2]) + parts[3]


def tree_path(council_slug: str, language: str, path: str) -> str:
    """Return the place in the tree of the page at `path`, which lacks the language's prefix."""
    rest = path.strip("/")
    return f"/{council_slug}/{language}/" + (f"{rest}/" if rest else "")


def in_language(address: str, language: str) -> str:
    """Return one of our own addresses in a language; addresses elsewhere stay as they are."""
    if not address.startswith("/") or address.startswith("//"):
        return address
    return home_path(language) + address[1:]
