"""Documents name what exists, and words are defined where they are used."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from moothall.kernel.glossary import definition_of, glossary

CHECKOUT = Path(__file__).resolve().parents[2]
DOCUMENTS = [
    *CHECKOUT.glob("*.md"),
    *CHECKOUT.glob("docs/**/*.md"),
    *CHECKOUT.glob("simulators/**/*.md"),
    *CHECKOUT.glob("bench/**/*.md"),
    *CHECKOUT.glob("src/**/README.md"),
]

#: What a document may name although no checkout holds it.
MADE_WHEN_RUN = ("var/", "node_modules/", ".venv/", "src/moothall/static_built/")


def test_the_glossary_is_fresh():
    file = CHECKOUT / "GLOSSARY.md"
    assert file.read_text(encoding="utf-8") == glossary(), "Run `manage.py glossary`."


def test_every_model_defines_its_word():
    undefined = [
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("moothall.")
        and not model._meta.auto_created
        and not re.fullmatch(r".{15,}[.]", definition_of(model))
    ]
    assert undefined == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: str(d.relative_to(CHECKOUT)))
def test_documents_name_files_that_exist(document):
    text = document.read_text(encoding="utf-8")
    named = set(
        re.findall(
            r"`((?:src|script|docs|demo|tests|bench|simulators|ops|frontend)/[\w./-]+)`", text
        )
    )
    named |= {
        target.split("#")[0]
        for target in re.findall(r"\]\(([^)\s]+)\)", text)
        if not re.match(r"[a-z]+:", target) and target.split("#")[0]
    }
    missing = [
        name
        for name in sorted(named)
        if not name.startswith(MADE_WHEN_RUN)
        and not (CHECKOUT / name).exists()
        and not (document.parent / name).exists()
    ]
    assert missing == []


def test_files_stay_under_four_hundred_lines():
    long = {
        str(file.relative_to(CHECKOUT)): count
        for root in ("src", "simulators", "tests", "bench", "script")
        for file in (CHECKOUT / root).rglob("*.py")
        if "migrations" not in file.parts
        and "node_modules" not in file.parts
        and (count := file.read_text(encoding="utf-8").count("\n")) > 400
    }
    assert long == {}


def test_no_file_of_ours_has_a_name_that_says_nothing():
    banned = {"utils", "helpers", "common", "managers", "signals", "constants", "misc"}
    found = [
        str(file.relative_to(CHECKOUT))
        for file in (CHECKOUT / "src").rglob("*.py")
        if file.stem in banned
    ]
    assert found == []


def test_every_package_says_what_it_owns():
    silent = [
        str(file.relative_to(CHECKOUT))
        for file in (CHECKOUT / "src" / "moothall").glob("*/__init__.py")
        if not file.read_text(encoding="utf-8").startswith('"""')
    ]
    assert silent == []


def test_every_trouble_elsewhere_has_the_tests_that_are_named_for_it():
    document = (CHECKOUT / "docs/eforms/what-goes-wrong-elsewhere.md").read_text(encoding="utf-8")
    written = {
        name
        for root in ("src", "tests")
        for file in (CHECKOUT / root).rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    }

    named = re.findall(r"`(test_\w+)`", document)

    assert named
    assert set(named) - written == set()
