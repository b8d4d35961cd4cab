"""
Whatever is held about somebody is in their copy, and nobody else's is.

Every council-owned table is said to hold something about people, column by column, or is listed
with the reason why it holds nothing. Marks in every text of every such table then show that the
copy keeps the promise.
"""

import io
import json
import zipfile

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from moothall.councils.actions import apply_features
from moothall.kernel import clock
from moothall.kernel.fields import CouncilField
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people import actions
from moothall.people.held_tables import known_tables
from moothall.people.models import ContactKind, DataDownload, Joining
from moothall.people.rights_queries import NAMES_SWITCH
from tests.architecture.holds_nothing import HOLDS_NOTHING
from tests.architecture.planting import Planting


def owned_models():
    return [
        model
        for model in apps.get_models()
        if any(isinstance(field, CouncilField) for field in model._meta.local_fields)
    ]


def test_every_council_owned_table_is_held_about_people_or_says_why_not():
    owned = {model._meta.label for model in owned_models()}
    held = {model._meta.label for model in known_tables()}

    assert owned - held - HOLDS_NOTHING.keys() == set(), "Say what it holds: see held_tables.py."
    assert held & HOLDS_NOTHING.keys() == set()
    assert (held | HOLDS_NOTHING.keys()) - owned == set()


def test_every_column_is_shown_or_left_out_for_a_reason():
    for model, table in known_tables().items():
        columns = {
            field.attname for field in model._meta.concrete_fields if field.name != "council"
        } - {"id"}
        said = table.columns.keys() | table.left_out.keys()

        assert said == columns, model._meta.label
        assert table.columns.keys() & table.left_out.keys() == set(), model._meta.label
        assert table.shown.keys() <= table.columns.keys(), model._meta.label


@pytest.fixture
def shared(in_northvale, now):
    """Rows that everybody's rows refer to: a published form, a system, the catalogue."""
    from moothall.cases.complaints.models import ComplaintProcedure, ComplaintStage
    from moothall.connectors.models import Route, System
    from moothall.councils.models import ServiceType, Team
    from moothall.eforms.models import FormVersion
    from moothall.eforms.tests.factories import document, page, publish, question
    from moothall.notifications.models import Topic
    from moothall.payments.models import DebitService

    publish(in_northvale, document(page("one", question("q"))), now)
    team = Team.objects.get()
    system = System.objects.create(
        council_id=in_northvale.id, slug="s", name="System", supplier="fake", owner_team=team
    )
    topic = Topic.objects.create(council_id=in_northvale.id, key="news", name="News")
    route = Route.objects.create(
        council_id=in_northvale.id, system=system, position=1, service_type="x", external_code="x"
    )
    procedure = ComplaintProcedure.objects.create(
        council_id=in_northvale.id, ombudsman_en="Ombudsman", reached_en="By post"
    )
    stage = ComplaintStage.objects.create(
        council_id=in_northvale.id, procedure=procedure, position=1, name_en="One",
        acknowledge_days=5, answer_days=10, extension_days=10,
    )  # fmt: skip
    service = DebitService.objects.create(
        council_id=in_northvale.id,
        collector="fake",
        statement_name="X",
        days=[1],
        chosen_at=now,
    )
    return {
        ComplaintStage: stage,
        DebitService: service,
        Team: team,
        ServiceType: ServiceType.objects.first(),
        System: system,
        Topic: topic,
        Route: route,
        FormVersion: FormVersion.objects.get(),
    }


def sections_said(document, key):
    return next(one["rows"] for one in document["sections"] if one["key"] == key)


def copy_of(person):
    """Return the zip that somebody gets, made and fetched as they would."""
    now = clock.now()
    download = actions.ask_for_download(
        actor=kit.actor_of_resident_person(person), person_id=person.pk, language="en", now=now
    )
    actions.make_download(download_id=download.pk, now=now)
    made = actions.fetch_download(
        actor=kit.actor_of_resident_person(person), download_id=download.pk, now=now
    )
    with default_storage.open(made.storage_key) as content:
        return zipfile.ZipFile(io.BytesIO(content.read()))


@pytest.mark.slow
def test_every_text_held_about_somebody_is_in_their_copy_and_nobody_elses(
    in_northvale, southmere, rhian, tomos, shared, now
):
    from moothall.documents.models import StoredFile

    account_of = {one.pk: Joining.objects.get(person_id=one.pk).account for one in (rhian, tomos)}
    apply_features(in_northvale.id, {NAMES_SWITCH: False})
    hers = Planting(in_northvale, rhian, account_of[rhian.pk], shared).plant()
    his = Planting(in_northvale, tomos, account_of[tomos.pk], shared).plant()
    with acting_for(southmere.id):
        elsewhere = kit.resident("rhian", southmere, now)
        actions.add_contact_point(
            actor=kit.actor_of(kit.staff_user("carys", now)),
            person_id=elsewhere.pk,
            kind=ContactKind.POST,
            value="ELSEWHERE",
            now=now,
        )
    file = hers.rows[StoredFile]
    file.key = default_storage.save("northvale/hers", ContentFile(b"BYTES OF HERS"))
    file.save()

    packed = copy_of(rhian)

    text = packed.read("data.json").decode()
    page = packed.read("index.html").decode()
    shown = {
        (model._meta.label, name)
        for model, table in known_tables().items()
        for name in table.columns
    }
    for place, mark in hers.marks.items():
        assert (mark in text) == (place in shown), place
        assert (mark in page) == (place in shown), place
    assert [mark for mark in his.marks.values() if mark in text + page] == []
    assert "ELSEWHERE" not in text
    assert "tomos@home.test" not in text
    [path] = [one for one in packed.namelist() if one.startswith("files/")]
    assert packed.read(path) == b"BYTES OF HERS"
    assert DataDownload.objects.exclude(person_id=rhian.pk).filter(state="ready").count() == 0


@pytest.mark.slow
def test_a_copy_keeps_to_its_published_shape(in_northvale, rhian, tomos, shared):
    from pathlib import Path

    from jsonschema import Draft202012Validator

    account = Joining.objects.get(person_id=rhian.pk).account
    Planting(in_northvale, rhian, account, shared).plant()
    schema = json.loads(
        (Path(__file__).parents[2] / "docs/rights/your-data.schema.json").read_text("utf-8")
    )

    packed = copy_of(rhian)
    document, page = json.loads(packed.read("data.json")), packed.read("index.html").decode()

    Draft202012Validator.check_schema(schema)
    assert list(Draft202012Validator(schema).iter_errors(document)) == []
    assert sections_said(document, "cases.cases")[0]["status"] == "received"
    assert "<dd>Received</dd>" in page
    keys = [section["key"] for section in document["sections"]]
    assert len(keys) == len(set(keys))
