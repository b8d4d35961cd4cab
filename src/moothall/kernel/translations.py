"""
The catalogues of translated strings: gathering what the code says, and finding what is missing.

Django's own tools need GNU gettext on the machine and miss plurals in Jinja2; Babel does neither.
Translators write a file for each app, and one of what several say; programs read them as one.
"""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

DOMAIN = "django"
#: The file of what more than one app says.
SHARED = "shared"
#: Packages that hold apps rather than being one.
OF_APPS = ("surfaces", "verticals")
WIDTH = 100
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


def sources(package: Path, language: str) -> list[Path]:
    """Return the files that a language's translators write."""
    return sorted(_folder(package, language).glob("*.po"))


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
    catalogue = Catalog(locale=language, domain=DOMAIN, fuzzy=False)
    for path in sources(package, language):
        with path.open("rb") as file:
            part = read_po(file, locale=language, domain=DOMAIN)
        catalogue.creation_date = part.creation_date
        for message in part:
            if message.id:
                catalogue[message.id] = message
    return catalogue


def write(package: Path, language: str, catalogue: Catalog) -> None:
    """Leave a language's catalogue to its translators, each app's words in a file of their own."""
    folder = _folder(package, language)
    folder.mkdir(parents=True, exist_ok=True)
    parts: defaultdict[str, list[Message]] = defaultdict(list)
    for message in catalogue:
        if message.id:
            parts[_part(name for name, _line in message.locations)].append(message)
    for stale in sources(package, language):
        if stale.stem not in parts:
            stale.unlink()
    for name, messages in parts.items():
        part = Catalog(
            locale=language,
            domain=DOMAIN,
            project="Moothall",
            header_comment=f"# Moothall in {catalogue.locale.english_name}: {name}.",
            creation_date=catalogue.creation_date,
            fuzzy=False,
        )
        for message in messages:
            part[message.id] = message
        with (folder / f"{name}.po").open("wb") as file:
            write_po(file, part, width=WIDTH, include_lineno=False, sort_by_file=True)


def update(package: Path, language: str) -> int:
    """Bring the strings of the code into a language's catalogue and return how many are new."""
    catalogue = read(package, language)
    known = {(message.id, message.context) for message in catalogue}
    found = gather(package)
    catalogue.update(found, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    write(package, language, catalogue)
    return sum((message.id, message.context) not in known for message in catalogue)


def compile_catalogue(package: Path, language: str) -> None:
    """Make of a language's files the one that programs read."""
    made = _folder(package, language) / "LC_MESSAGES" / f"{DOMAIN}.mo"
    made.parent.mkdir(parents=True, exist_ok=True)
    partial = made.with_suffix(".partial")
    with partial.open("wb") as file:
        write_mo(file, read(package, language))
    partial.replace(made)


def untranslated(package: Path, language: str) -> list[str]:
    """Return the strings residents read that a language lacks, with the file each comes from."""
    catalogue = read(package, language)
    lacking = []
    for message in gather(package):
        theirs = catalogue.get(message.id, message.context)
        if message.id and _for_residents(message) and not (theirs and _is_complete(theirs)):
            lacking.append(f"{message.locations[0][0]}: {message.id}")
    return lacking


def _folder(package: Path, language: str) -> Path:
    return package / "locale" / language


def _part(names: Iterable[str]) -> str:
    """Name the file of what stands in these sources: its app's, or the shared one."""
    apps = set()
    for name in names:
        first, second, *_ = [*Path(name).parts, ""]
        apps.add(f"{first}.{second}" if first in OF_APPS else first)
    return apps.pop() if len(apps) == 1 else SHARED


def _for_residents(message: Message) -> bool:
    return any(
        not any(part in f"/{name}" for part in STAFF_ONLY) for name, _line in message.locations
    )


def _is_complete(message: Message) -> bool:
    written = message.string if isinstance(message.string, tuple | list) else [message.string]
    return not message.fuzzy and bool(written) and all(written)
