"""
The words of names with what they may be misspelt as, and the trigger that keeps them.

The trigger runs with the rights of who writes the person, so that row security holds within it. It
never waits for another transaction: two that bring the same new word at the same moment both write
it, which does no harm, where a unique rule would let two long imports wait for each other.
"""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import moothall.kernel.fields
import moothall.kernel.ids

WORDS = """
CREATE FUNCTION people_name_words(name text, by_surname text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT DISTINCT one FROM unnest(ARRAY[split_part(name, ' ', 1), split_part(by_surname, ' ', 1)])
        AS one
    WHERE length(one) BETWEEN 3 AND 30
$$;
CREATE FUNCTION people_spellings(word text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT word
    UNION SELECT left(word, at - 1) || substr(word, at + 1)
    FROM generate_series(1, length(word)) AS at
$$;
"""
NO_WORDS = """
DROP FUNCTION people_spellings(text);
DROP FUNCTION people_name_words(text, text);
"""

KEEP = """
CREATE FUNCTION people_name_words_are_kept() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off AS $$
DECLARE
    one text;
BEGIN
    IF TG_OP <> 'DELETE' THEN
        FOR one IN SELECT people_name_words(NEW.normalised_name, NEW.name_by_surname) LOOP
            IF NOT EXISTS (
                SELECT FROM people_nameword known
                WHERE known.council_id = NEW.council_id AND known.word = one
            ) THEN
                INSERT INTO people_nameword (id, council_id, spelling, word)
                SELECT gen_random_uuid(), NEW.council_id, spelling, one
                FROM people_spellings(one) AS spelling;
            END IF;
        END LOOP;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        FOR one IN SELECT people_name_words(OLD.normalised_name, OLD.name_by_surname) LOOP
            -- In byte order "!" follows the blank: the range is the word, alone or before others.
            IF NOT EXISTS (
                SELECT FROM people_person p WHERE p.council_id = OLD.council_id
                    AND p.normalised_name >= one AND p.normalised_name < one || '!'
            ) AND NOT EXISTS (
                SELECT FROM people_person p WHERE p.council_id = OLD.council_id
                    AND p.name_by_surname >= one AND p.name_by_surname < one || '!'
            ) THEN
                DELETE FROM people_nameword known
                WHERE known.council_id = OLD.council_id AND known.word = one;
            END IF;
        END LOOP;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER name_words_are_kept
    AFTER INSERT OR DELETE OR UPDATE OF normalised_name, name_by_surname ON people_person
    FOR EACH ROW EXECUTE FUNCTION people_name_words_are_kept();
"""
KEEP_NO_MORE = "DROP FUNCTION people_name_words_are_kept() CASCADE"


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0002_service_purposes"),
        ("people", "0023_helper_role"),
    ]

    operations = [
        migrations.CreateModel(
            name="NameWord",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=moothall.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("spelling", models.CharField(db_collation="C", max_length=30)),
                ("word", models.CharField(db_collation="C", max_length=30)),
                (
                    "council",
                    moothall.kernel.fields.CouncilField(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="councils.council",
                    ),
                ),
            ],
            options={
                "base_manager_name": "all_councils",
                "indexes": [
                    models.Index(fields=["council", "spelling"], name="name_word_by_spelling"),
                    models.Index(fields=["council", "word"], name="name_word_by_word"),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_councils", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunSQL(WORDS, NO_WORDS),
        migrations.RunSQL(KEEP, KEEP_NO_MORE),
    ]
