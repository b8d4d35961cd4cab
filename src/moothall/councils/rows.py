"""Councils and services as frozen rows: what pages and other apps are given to read."""

from dataclasses import dataclass
from uuid import UUID

from moothall.councils import colours


@dataclass(frozen=True)
class Brand:
    """How a council looks: its colours (as #rrggbb) and whether it has a logo of its own."""

    primary_colour: str
    accent_colour: str
    has_logo: bool
    version: str

    @property
    def text_on_primary(self) -> str:
        """Return black or white, whichever stands out more on the main colour (WCAG 2.2, 1.4.3)."""
        return colours.text_on(self.primary_colour)


@dataclass(frozen=True)
class Contact:
    """How a council is reached when its website is not enough."""

    email: str
    phone: str
    address: str
    opening_hours: str
    opening_hours_cy: str

    def opening_hours_in(self, language: str) -> str:
        """Return the opening hours in the language, or in English where there are none."""
        return (self.opening_hours_cy if language == "cy" else "") or self.opening_hours


@dataclass(frozen=True)
class CouncilRow:
    """A council as requests carry it."""

    id: int
    slug: str
    name: str
    name_cy: str
    short_name: str
    gss_code: str
    custodian_code: int | None
    partnership_id: int | None
    nation: str
    languages: tuple[str, ...]
    time_zone: str
    reference_prefix: str
    brand: Brand
    contact: Contact
    hostname: str
    url: str

    def name_in(self, language: str) -> str:
        """Return its name in the language, or in English where it has none."""
        return (self.name_cy if language == "cy" else "") or self.name


@dataclass(frozen=True)
class ServiceTypeRow:
    """An entry of a council's service catalogue."""

    id: UUID
    council_id: int
    slug: str
    name: str
    name_cy: str
    summary: str
    summary_cy: str
    lgsl: int
    lgil: int
    case_kind: str
    team_id: UUID
    team_name: str
    response_hours: int
    resolution_hours: int
    synonyms: tuple[str, ...]
    is_active: bool
    shown_nearby: bool = False
    purpose: str = ""

    def name_in(self, language: str) -> str:
        """Return its name in the language, or in English where it has none."""
        return (self.name_cy if language == "cy" else "") or self.name

    def summary_in(self, language: str) -> str:
        """Return its summary in the language, or in English where it has none."""
        return (self.summary_cy if language == "cy" else "") or self.summary


@dataclass(frozen=True)
class TeamRow:
    """One of a council's teams."""

    id: UUID
    council_id: int
    slug: str
    name: str
    email: str
