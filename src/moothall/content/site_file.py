"""A website's default pages as files say them: read, merged, and filled with the council's name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from moothall.councils.rows import CouncilRow
from moothall.councils.setup import SetupError

TYPES = ("landing", "service", "information")


@dataclass
class PageSpec:
    """One page as the files describe it: its type, and its words by language."""

    path: str
    type: str = ""
    common: dict[str, Any] = field(default_factory=dict)
    words: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass
class SiteSpec:
    """All default pages of a website, parents before children."""

    home: dict[str, dict[str, Any]] = field(default_factory=dict)
    pages: dict[str, PageSpec] = field(default_factory=dict)


def read_site(folder: Path, files: Sequence[str], council: CouncilRow) -> SiteSpec:
    """
    Return what the files say together: a later file changes or adds to what an earlier one says.

    :raises SetupError: with the file and the place of the first mistake
    """
    site = SiteSpec()
    for name in files:
        try:
            data = yaml.safe_load((folder / name).read_text(encoding="utf-8")) or {}
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise SetupError(f"site: {name} cannot be read: {error}") from error
        _merge(site, data, name)
    for page in site.pages.values():
        if page.type not in TYPES:
            raise SetupError(f"site: page {page.path} must be one of {', '.join(TYPES)}.")
    filled: SiteSpec = _fill(site, council)
    return filled


def _merge(site: SiteSpec, data: Mapping[str, Any], name: str) -> None:
    unknown = set(data) - {"home", "pages"}
    if unknown:
        raise SetupError(f"site: {name} says {', '.join(sorted(unknown))}, which nothing reads.")
    for language, words in (data.get("home") or {}).items():
        site.home.setdefault(language, {}).update(words)
    for entry in data.get("pages") or []:
        if "path" not in entry:
            raise SetupError(f"site: a page in {name} has no path.")
        page = site.pages.setdefault(entry["path"], PageSpec(entry["path"]))
        page.type = entry.get("type", page.type)
        for key, value in entry.items():
            if key in {"en", "cy"}:
                page.words.setdefault(key, {}).update(value)
            elif key not in {"path", "type"}:
                page.common[key] = value


def _fill(site: SiteSpec, council: CouncilRow) -> SiteSpec:
    return SiteSpec(
        home={language: _named(words, council, language) for language, words in site.home.items()},
        pages={
            path: PageSpec(
                path=path,
                type=page.type,
                common=page.common,
                words={
                    language: _named(words, council, language)
                    for language, words in page.words.items()
                },
            )
            for path, page in site.pages.items()
        },
    )


def _named(value: Any, council: CouncilRow, language: str) -> Any:
    """Put the council's own name and contact details where the words ask for them."""
    if isinstance(value, str):
        for name, text in (
            ("council", council.name_in(language)),
            ("short_name", council.short_name),
            ("phone", council.contact.phone),
            ("email", council.contact.email),
            ("website", council.url),
        ):
            value = value.replace("{" + name + "}", text)
        return value
    if isinstance(value, Mapping):
        return {key: _named(part, council, language) for key, part in value.items()}
    if isinstance(value, list):
        return [_named(part, council, language) for part in value]
    return value
