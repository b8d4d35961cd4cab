"""
The function that finds street names, without a setting of its own that only a superuser may restore.

Before `pg_trgm` is loaded, as in a session that restores a dump, its settings are nobody's that the
server knows, and a function with one of them can be made by a superuser alone.
"""

from django.db import migrations

CREATE = """
CREATE OR REPLACE FUNCTION places_street_names_like(custodian integer, name text, most integer)
RETURNS TABLE (search_key text, usrns bigint[])
LANGUAGE plpgsql STABLE
SET enable_seqscan = off
SET enable_indexscan = off
AS $$
#variable_conflict use_column
BEGIN
    PERFORM set_config('pg_trgm.similarity_threshold', '0.3', true);
    RETURN QUERY
        SELECT known.search_key, known.usrns FROM places_streetname known
        WHERE known.custodian_code = custodian
            AND known.search_key % places_street_names_like.name
        ORDER BY similarity(known.search_key, places_street_names_like.name) DESC,
            known.search_key
        LIMIT most;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("places", "0003_public_places_by_nearness")]

    operations = [migrations.RunSQL(CREATE, migrations.RunSQL.noop)]
