"""The catalogues hold what residents read, in every language the councils speak."""

from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
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
    translations.write(package, "cy", written)

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
    translations.write(package, "cy", catalogue)
    (package / "waste/templates/waste/public/start.html").write_text('{{ _("Begin") }}')

    new = translations.update(package, "cy")

    again = translations.read(package, "cy")
    assert new == 1
    assert again["Which bin?"].string == "Pa fin?"
    assert "Report a missed bin" not in again
    [path] = translations.sources(package, "cy")
    assert path.name == "waste.po"
    assert "Report a missed bin" not in path.read_text()


def test_each_app_has_a_file_of_its_words_and_what_several_say_stands_apart(tmp_path):
    package = _package(tmp_path)
    for name, text in {
        "parking/forms.py": '_("Which bin?")\n_("Which car?")',
        "verticals/care/forms.py": '_("Which home?")',
    }.items():
        (package / name).parent.mkdir(parents=True)
        (package / name).write_text(text)

    translations.update(package, "cy")

    words = {path.stem: path.read_text() for path in translations.sources(package, "cy")}
    assert set(words) == {"parking", "shared", "verticals.care", "waste"}
    assert 'msgid "Which bin?"' in words["shared"]
    assert 'msgid "Which car?"' in words["parking"]
    assert 'msgid "Which home?"' in words["verticals.care"]


def test_a_file_with_nothing_left_to_say_goes(tmp_path):
    package = _package(tmp_path)
    translations.update(package, "cy")
    (package / "parking").mkdir()
    for file in package.rglob("*.py"):
        file.unlink()
    for file in package.rglob("*.html"):
        file.unlink()
    (package / "parking" / "forms.py").write_text('_("Which car?")')

    translations.update(package, "cy")

    assert [path.name for path in translations.sources(package, "cy")] == ["parking.po"]


def test_programs_read_the_words_of_every_file(tmp_path):
    package = _package(tmp_path)
    (package / "parking").mkdir()
    (package / "parking" / "forms.py").write_text('_("Which car?")')
    translations.update(package, "cy")
    catalogue = translations.read(package, "cy")
    catalogue["Which bin?"].string = "Pa fin?"
    catalogue["Which car?"].string = "Pa gar?"
    translations.write(package, "cy", catalogue)

    translations.compile_catalogue(package, "cy")

    with (package / "locale" / "cy" / "LC_MESSAGES" / "django.mo").open("rb") as file:
        read = GNUTranslations(file)
    assert [read.gettext(one) for one in ("Which bin?", "Which car?")] == ["Pa fin?", "Pa gar?"]


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
