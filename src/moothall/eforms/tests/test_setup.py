import pytest
import yaml

from moothall.councils.setup import SetupContext, SetupError
from moothall.eforms.models import Form, FormVersion
from moothall.eforms.setup import apply_forms
from moothall.eforms.tests.factories import document, page, question

pytestmark = pytest.mark.django_db


def write(folder, form, name="trial.yaml"):
    (folder / name).write_text(yaml.safe_dump(form))


def test_a_changed_document_becomes_the_next_version(in_northvale, tmp_path, now):
    context = SetupContext(in_northvale, tmp_path, now)
    write(tmp_path, document())
    apply_forms(context, ["trial.yaml"])
    apply_forms(context, ["trial.yaml"])
    assert FormVersion.objects.count() == 1
    write(tmp_path, document(page("size", question("size"))))

    apply_forms(context, ["trial.yaml"])

    assert list(FormVersion.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert Form.objects.get().current.number == 2


@pytest.mark.parametrize("data", ["trial.yaml", [1], {"a": 1}])
def test_the_section_is_a_list_of_paths(in_northvale, tmp_path, now, data):
    with pytest.raises(SetupError, match="list of the paths"):
        apply_forms(SetupContext(in_northvale, tmp_path, now), data)


def test_a_mistake_names_the_file_and_the_place(in_northvale, tmp_path, now):
    write(tmp_path, document(page("a", question("b", name="person.shoes"))))

    with pytest.raises(SetupError, match=r"in trial.yaml at pages/0/questions/0/name: "):
        apply_forms(SetupContext(in_northvale, tmp_path, now), ["trial.yaml"])

    assert Form.objects.count() == 0


def test_a_file_that_is_not_there_is_named(in_northvale, tmp_path, now):
    with pytest.raises(SetupError, match=r"nowhere\.yaml cannot be read"):
        apply_forms(SetupContext(in_northvale, tmp_path, now), ["nowhere.yaml"])
