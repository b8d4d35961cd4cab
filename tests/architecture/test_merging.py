"""No table that names a person is forgotten when two records of one person are made one."""

from django.apps import apps

from moothall.people.merging.ports import Rival, moved_tables, staying_columns
from moothall.people.models import Person


def naming_a_person():
    """Return every foreign key to a person, as `app.model.column`."""
    return {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if field.is_relation and field.related_model is Person
    }


def test_every_table_that_names_a_person_moves_or_says_why_it_stays():
    moved = {table.key for table in moved_tables}
    staying = {column.key for column in staying_columns}

    assert naming_a_person() - moved - staying == set(), (
        "Register it: see people/merging/ports.py and docs/developer/merging-persons.md."
    )
    assert moved & staying == set()
    assert staying - naming_a_person() == set()


def test_what_is_ended_or_chosen_says_how():
    for table in moved_tables:
        assert (table.rival is Rival.END) == (table.ended is not None), table.key
        assert (table.rival is Rival.CHOOSE) == (table.say is not None), table.key


def test_what_is_set_aside_is_named_by_nothing_else():
    """A row that others refer to could not be taken out."""
    taken_out = {
        table.model for table in moved_tables if table.rival in {Rival.SET_ASIDE, Rival.CHOOSE}
    }
    referring = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if field.is_relation and field.related_model in taken_out
    }

    assert referring == set()
