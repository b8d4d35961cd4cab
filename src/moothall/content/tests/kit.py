"""A small website for each of the two councils, made as a council's file makes it."""

from pathlib import Path

import yaml

from moothall.content.setup import apply_site
from moothall.councils.setup import SetupContext
from moothall.kernel.scope import acting_for
from moothall.kernel.short_memory import forget_all

SITE = {
    "home": {
        "en": {
            "welcome": "Welcome to {council}",
            "popular_tasks": [{"text": "Report a missed bin", "address": "/forms/missed-bin/"}],
        },
        "cy": {"welcome": "Croeso i {council}"},
    },
    "pages": [
        {
            "path": "bins",
            "type": "landing",
            "en": {"title": "Bins and recycling", "summary": "Collections and missed bins."},
            "cy": {"title": "Biniau ac ailgylchu", "slug": "biniau"},
        },
        {
            "path": "bins/missed-bin",
            "type": "service",
            "service": "missed-bin",
            "lgsl": 524,
            "lgil": 17,
            "task_kind": "form",
            "task_form": "missed-bin",
            "en": {
                "title": "Report a missed bin",
                "summary": "Tell us if we did not empty your bin.",
                "task_text": "Report a missed bin",
                "other_words": ["rubbish not collected", "dustbin"],
                "a_to_z_titles": ["Bin not emptied"],
                "body": [
                    "We collect from 7am. See [all bins](/bins/).",
                    {"heading": "Before you tell us"},
                    {"steps": ["Check the day", "Wait until **4pm**"]},
                    {"warning": "Do not leave bags beside your bin."},
                    {"expander": {"summary": "Bad weather", "text": "We come as soon as we can."}},
                    {
                        "table": {
                            "caption": "Days",
                            "columns": ["Bin", "Day"],
                            "rows": [["Blue", 1]],
                        }
                    },
                    {"contact": {"name": "Waste team", "phone": "{phone}"}},
                ],
            },
            "cy": {
                "title": "Rhoi gwybod am fin na chafodd ei gasglu",
                "slug": "bin-a-gollwyd",
                "task_text": "Rhoi gwybod",
                "body": ["Rydym yn casglu o 7am."],
            },
        },
        {
            "path": "parking",
            "type": "service",
            "en": {"title": "Parking permits", "body": ["Park near your home."]},
        },
        {
            "path": "contact",
            "type": "information",
            "role": "contact",
            "en": {"title": "Contact us"},
            "cy": {"title": "Cysylltu â ni"},
        },
    ],
}


def make_site(council, folder: Path, now, site=SITE) -> None:
    """Apply the small site to a council."""
    (folder / "site.yaml").write_text(yaml.safe_dump(site), encoding="utf-8")
    with acting_for(council.id):
        apply_site(SetupContext(council, folder, now), {"pages": ["site.yaml"]})
    forget_all()
