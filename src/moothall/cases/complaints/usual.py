"""
How complaints are dealt with where a council has not said otherwise, by nation.

England: the Complaint Handling Codes of the Local Government and Social Care Ombudsman and of the
Housing Ombudsman (both 2024). Wales: the model concerns and complaints policy of the Public
Services Ombudsman for Wales. The addresses are those that the ombudsmen publish.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from moothall.councils.models import Nation


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A stage with its deadlines in working days."""

    name_en: str
    name_cy: str
    acknowledge_days: int
    answer_days: int
    extension_days: int
    from_acknowledgement: bool = True
    by_another: bool = False
    next_within_days: int = 28


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """The ombudsman and the stages before them."""

    ombudsman_en: str
    reached_en: str
    stages: tuple[Stage, ...]
    ombudsman_cy: str = ""
    reached_cy: str = ""


_ENGLISH_STAGES = (
    Stage(
        name_en="Stage 1",
        name_cy="Cam 1",
        acknowledge_days=5,
        answer_days=10,
        extension_days=10,
    ),
    Stage(
        name_en="Stage 2",
        name_cy="Cam 2",
        acknowledge_days=5,
        answer_days=20,
        extension_days=20,
        by_another=True,
    ),
)
ENGLAND = Procedure(
    ombudsman_en="Local Government and Social Care Ombudsman",
    reached_en="PO Box 4771, Coventry, CV4 0EH\nTelephone: 0300 061 0614\nwww.lgo.org.uk",
    stages=_ENGLISH_STAGES,
)
WALES = Procedure(
    ombudsman_en="Public Services Ombudsman for Wales",
    ombudsman_cy="Ombwdsmon Gwasanaethau Cyhoeddus Cymru",
    reached_en="1 Ffordd yr Hen Gae, Pencoed, CF35 5LJ\nTelephone: 0300 790 0203\n"
    "www.ombudsman.wales",
    reached_cy="1 Ffordd yr Hen Gae, Pencoed, CF35 5LJ\nFfôn: 0300 790 0203\nwww.ombwdsmon.cymru",
    stages=(
        Stage(
            name_en="Informal resolution",
            name_cy="Datrys yn anffurfiol",
            acknowledge_days=5,
            answer_days=10,
            extension_days=0,
            from_acknowledgement=False,
        ),
        Stage(
            name_en="Formal investigation",
            name_cy="Ymchwiliad ffurfiol",
            acknowledge_days=5,
            answer_days=20,
            extension_days=20,
            by_another=True,
        ),
    ),
)

_BY_NATION: Mapping[str, Procedure] = MappingProxyType(
    {Nation.ENGLAND.value: ENGLAND, Nation.WALES.value: WALES}
)


def usual_procedure(nation: str) -> Procedure:
    """Return what is usual in a nation; where nothing is known, what is usual in England."""
    return _BY_NATION.get(nation, ENGLAND)
