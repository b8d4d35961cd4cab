"""
The catalogues of translated strings: gathering what the code says, and finding what is missing.

Django's own tools need GNU gettext on the machine and miss plurals in Jinja2; Babel does neither.
"""

from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

DOMAIN = "django"
METHODS = [("**/tests/**", "ignore"), ("**/migrations/**", "ignore"), ("**.py", "python")]
TEMPLATES = [("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2")]
JINJA_OPTIONS = {
    "silent": "false",
    "newstyle_gettext": "true",
    "trimmed": "true",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "extensions": (
        "jinja2.ext.i18n,jinja2.ext.do,wagtail.jinja2tags.core,wagtail.images.jinja2tags.images"
    ),
}
#: Gettext's names and Django's lazy ones.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
#: Where the words stand that staff and editors alone read; their language is English for now.
STAFF_ONLY = (
    "/workspace",
    "/management/",
    "/machine/",
    "wagtail_hooks",
    "/content/blocks",
    "/content/models/",
    "/people/",
)


def source(package: Path, language: str) -> Path:
    """Return the file that a language's translators write."""
    return package / "locale" / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def gather(package: Path) -> Catalog:
    """
    Return every string of a package's code and templates that people read.

    :raises TemplateSyntaxError: if a template cannot be read; Django must be set up before
    """
    found = Catalog(project="Moothall", charset="utf-8")
    options = {pattern: JINJA_OPTIONS for pattern, _ in TEMPLATES}
    for name, line, message, comments, context in extract_from_dir(
        package, [*METHODS, *TEMPLATES], options, keywords=KEYWORDS, comment_tags=("Translators:",)
    ):
        found.add(message, locations=[(name, line)], auto_comments=comments, context=context)
    return found


def read(package: Path, language: str) -> Catalog:
    """Return a language's catalogue as its translators left it."""
    path = source(package, language)
    if not path.exists():
        return Catalog(locale=language, domain=DOMAIN, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def update(package: Path, language: str) -> int:
    """Bring the strings of the code into a language's catalogue and return how many are new."""
    catalogue = read(package, language)
    known = {(message.id, message.context) for message in catalogue}
    found = gather(package)
    catalogue.update(found, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    catalogue.header_comment = f"# Moothall in {catalogue.locale.english_name}."
    path = source(package, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=100, include_lineno=False, sort_by_file=True)
    return sum((message.id, message.context) not in known for message in catalogue)


def untranslated(package: Path, language: str) -> list[str]:
    """Return the strings residents read that a language lacks, with the file each comes from."""
    catalogue = read(package, language)
    lacking = []
    for message in gather(package):
        theirs = catalogue.get(message.id, message.context)
        if message.id and _for_residents(message) and not (theirs and _is_complete(theirs)):
            lacking.append(f"{message.locations[0][0]}: {message.id}")
    return lacking


def _for_residents(message: Message) -> bool:
    return any(
        not any(part in f"/{name}" for part in STAFF_ONLY) for name, _line in message.locations
    )


def _is_complete(message: Message) -> bool:
    written = message.string if isinstance(message.string, tuple | list) else [message.string]
    return not message.fuzzy and bool(written) and all(written)
