"""Own roles that bring contacts bring visits too, which have a permission of their own now."""

from django.db import migrations

_GIVE = """
    UPDATE {table} SET permissions = permissions || '["visit.log"]'::jsonb
    WHERE permissions @> '["interaction.log"]'::jsonb
    AND NOT permissions @> '["visit.log"]'::jsonb
"""


def give_visits(apps, schema_editor):
    """Give the permission in each council's own scope, which row security asks for."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM councils_council ORDER BY id")
        for (council,) in cursor.fetchall():
            cursor.execute(
                "SELECT set_config('moothall.council_ids', %s::text, true)", [str(council)]
            )
            cursor.execute(_GIVE.format(table="people_ownrole"))
        cursor.execute("SELECT set_config('moothall.council_ids', '', true)")
        cursor.execute(_GIVE.format(table="people_staffrole"))


class Migration(migrations.Migration):
    dependencies = [("people", "0032_own_roles_held_once")]

    operations = [migrations.RunPython(give_visits, migrations.RunPython.noop, elidable=True)]
