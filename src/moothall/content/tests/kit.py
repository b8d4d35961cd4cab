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


def make_editor(email: str, *councils):
    """Return somebody who edits the websites of these councils, and needs no second factor."""
    from moothall.councils.actions import apply_features
    from moothall.people.models import Role, StaffRole, StaffUser

    user = StaffUser.objects.create_user(
        email, "a long enough password", name=email.split("@", maxsplit=1)[0]
    )
    for council in councils:
        StaffRole.objects.create(user=user, council_id=council.id, role=Role.EDITOR)
        with acting_for(council.id):
            apply_features(council.id, {"staff-second-factor-required": False})
    forget_all()
    return user


def png() -> bytes:
    """Return a small picture."""
    from io import BytesIO

    from PIL import Image

    file = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "PNG")
    return file.getvalue()


def make_document(title: str, name: str = "report.pdf"):
    """Store a document of the council in force."""
    from django.core.files.base import ContentFile
    from wagtail.models import Collection

    from moothall.content.models import CouncilDocument

    document = CouncilDocument(title=title, collection=Collection.objects.get(depth=2))
    document.file.save(name, ContentFile(b"%PDF-1.4 secret"), save=False)
    document.file_size = 15
    document.save()
    return document


def make_image(title: str):
    """Store a picture of the council in force."""
    from io import BytesIO

    from django.core.files.images import ImageFile
    from wagtail.models import Collection

    from moothall.content.models import CouncilImage

    image = CouncilImage(
        title=title,
        collection=Collection.objects.get(depth=2),
        file=ImageFile(BytesIO(png()), name="picture.png"),
        file_size=100,
    )
    image.save()
    return image
