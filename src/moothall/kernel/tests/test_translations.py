"""The catalogues hold what residents read, in every language the councils speak."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from django.conf import settings

from moothall.kernel import translations

PAGE = """{% trans count=5 %}{{ count }} bin{% pluralize %}{{ count }} bins{% endtrans %}
{{ _("Report a missed bin") }}"""


def _package(folder: Path) -> Path:
    for name, text in {
        "waste/templates/waste/public/start.html": PAGE,
        "waste/templates/waste/workspace/rounds.html": '{{ _("Rounds of the week") }}',
        "waste/forms.py": 'label = _("Which bin?")\nother = pgettext("rubbish", "Waste")\n',
        "waste/tests/test_forms.py": '_("Only a test says this")',
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_gathers_plurals_of_templates_and_contexts_of_code(tmp_path):
    found = translations.gather(_package(tmp_path))

    ids = {(message.context, message.id) for message in found if message.id}
    assert ids == {
        (None, ("%(count)s bin", "%(count)s bins")),
        (None, "Report a missed bin"),
        (None, "Rounds of the week"),
        (None, "Which bin?"),
        ("rubbish", "Waste"),
    }


def test_names_what_residents_cannot_read_and_leaves_staff_alone(tmp_path):
    package = _package(tmp_path)
    written = Catalog(locale="cy", domain="django")
    written.add("Which bin?", "Pa fin?")
    written.add("Waste", "Gwastraff", context="rubbish")
    path = translations.source(package, "cy")
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, written)

    lacking = translations.untranslated(package, "cy")

    assert [line.split(": ", 1)[1] for line in sorted(lacking)] == [
        "('%(count)s bin', '%(count)s bins')",
        "Report a missed bin",
    ]


def test_an_update_keeps_what_was_translated_and_forgets_what_nobody_says(tmp_path):
    package = _package(tmp_path)
    translations.update(package, "cy")
    catalogue = translations.read(package, "cy")
    catalogue["Which bin?"].string = "Pa fin?"
    with translations.source(package, "cy").open("wb") as file:
        write_po(file, catalogue)
    (package / "waste/templates/waste/public/start.html").write_text('{{ _("Begin") }}')

    new = translations.update(package, "cy")

    again = translations.read(package, "cy")
    assert new == 1
    assert again["Which bin?"].string == "Pa fin?"
    assert "Report a missed bin" not in again
    assert "Report a missed bin" not in translations.source(package, "cy").read_text()


@pytest.mark.slow
def test_everything_residents_read_is_in_welsh():
    lacking = translations.untranslated(Path(settings.PACKAGE), "cy")

    assert lacking == []


def test_translations_keep_the_gaps_that_code_fills_in():
    catalogue = translations.read(Path(settings.PACKAGE), "cy")

    broken = [
        (message.id, str(error))
        for message in catalogue
        if message.id and message.string
        for error in message.check(catalogue)
    ]

    assert broken == []
