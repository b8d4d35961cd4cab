"""
Migrating a database that has nothing in it yet, without drawing every model anew at each step.

Django renders all models that are joined to a changed one at each operation. Here every model is
joined to the council, so that hundreds are rendered a thousand times: minutes for each new
database. A step that only adds something needs no more than the model it adds to; any other step
first gets models that are rendered afresh, and so do migrations of data. Databases in use are
migrated by Django's own way (docs/decisions/new-databases.md).
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from copy import copy
from unittest.mock import patch

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    AlterModelOptions,
    AlterUniqueTogether,
    CreateModel,
    RemoveConstraint,
    RemoveIndex,
    RunPython,
    RunSQL,
)
from django.db.migrations.migration import Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.migrations.utils import field_is_referenced

#: What changes no model but one, or none; migrations of data get models afresh from Django.
ALONE = (
    *(CreateModel, AddField, AddIndex, RemoveIndex, AddConstraint, RemoveConstraint),
    *(AlterModelOptions, AlterUniqueTogether, RunPython),
)
_apply = Migration.apply


@contextmanager
def only_what_changed() -> Iterator[None]:
    """This will let migrations within render a model alone where no other one changes with it."""
    with patch.object(Migration, "apply", _apply_each):
        yield


def _apply_each(
    self: Migration,
    project_state: ProjectState,
    schema_editor: BaseDatabaseSchemaEditor,
) -> ProjectState:
    """Apply a migration operation by operation, each with the models that it needs."""
    for operation in self.operations:
        single = copy(self)
        single.operations = [operation]
        is_alone = _is_alone(operation, self.app_label, project_state)
        if not is_alone:
            project_state.clear_delayed_apps_cache()
        rendering = patch.object(ProjectState, "reload_model", _render_alone)
        with rendering if is_alone else nullcontext():
            project_state = _apply(single, project_state, schema_editor)
    return project_state


def _is_alone(operation: Operation, app_label: str, state: ProjectState) -> bool:
    """Tell whether all models but the operation's own may stay as they are."""
    if isinstance(operation, RunSQL):
        return not operation.state_operations
    if isinstance(operation, AlterField):
        key = app_label, operation.model_name_lower
        before, after = state.models[key].fields[operation.name], operation.field
        if before.is_relation and after.is_relation:
            return not after.many_to_many and before.related_model == after.related_model
        joins = before.is_relation or after.is_relation
        return not joins and not field_is_referenced(state, key, (operation.name, before))
    return isinstance(operation, ALONE)


def _render_alone(self: ProjectState, app_label: str, model_name: str, **_delay: bool) -> None:
    """Render one model; `is_delayed` tells Django that the others have not heard of it."""
    if "apps" in self.__dict__:
        self.is_delayed = True
        self.apps.unregister_model(app_label, model_name)
        self.apps.render_multiple([self.models[app_label, model_name]])
