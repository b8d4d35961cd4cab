"""The words of the names that are known already, council by council."""

from django.db import migrations

_KNOW = """
    INSERT INTO people_nameword (id, council_id, spelling, word)
    SELECT gen_random_uuid(), %(council)s, spelling, word
    FROM (
        SELECT DISTINCT people_name_words(normalised_name, name_by_surname) AS word
        FROM people_person WHERE council_id = %(council)s
    ) found CROSS JOIN LATERAL people_spellings(word) AS spelling
    WHERE NOT EXISTS (
        SELECT FROM people_nameword known
        WHERE known.council_id = %(council)s AND known.word = found.word
    )
"""


def know_words(apps, schema_editor):
    """Write the words of each council down in its own scope, which row security asks for."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM councils_council ORDER BY id")
        for (council,) in cursor.fetchall():
            cursor.execute(
                "SELECT set_config('moothall.council_ids', %s::text, true)", [str(council)]
            )
            cursor.execute(_KNOW, {"council": council})
        cursor.execute("SELECT set_config('moothall.council_ids', '', true)")


class Migration(migrations.Migration):
    dependencies = [("people", "0024_name_words")]

    operations = [migrations.RunPython(know_words, migrations.RunPython.noop, elidable=True)]
