"""
A function that finds the street names which are like a misspelt one.

The planner believes that comparing two names costs next to nothing and would compare all of a
council's; within the function it must use the index. The threshold is fixed here too, so that no
setting of the connection changes what is found.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION places_street_names_like(custodian integer, name text, most integer)
RETURNS TABLE (search_key text, usrns bigint[])
LANGUAGE sql STABLE
SET enable_seqscan = off
SET enable_indexscan = off
SET pg_trgm.similarity_threshold = 0.3
AS $$
    SELECT known.search_key, known.usrns FROM places_streetname known
    WHERE known.custodian_code = custodian AND known.search_key % name
    ORDER BY similarity(known.search_key, name) DESC, known.search_key LIMIT most
$$
"""
DROP = "DROP FUNCTION places_street_names_like(integer, text, integer)"


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, DROP)]
