"""
The function that finds payments by a part of a reference.

Row security lets no index look for a part of a text, since the operator could tell of rows that
are not to be seen. So the function runs as the search role, which may read the few columns named
here of every council and nothing else; it answers for a council that is in force for its caller
alone, and with identifiers alone. The plan is made for the part that is looked for: a rare one is
found by its letters, a frequent one by walking back in time.
"""

from django.db import migrations

READ = """
GRANT SELECT (id, council_id, reference, gateway_reference, created_at, amount_pence, state)
    ON payments_payment TO moothall_search;
GRANT SELECT (council_id, payment_id, reference) ON payments_paymentline TO moothall_search;
CREATE POLICY search_reads ON payments_payment FOR SELECT TO moothall_search USING (true);
CREATE POLICY search_reads ON payments_paymentline FOR SELECT TO moothall_search USING (true)
"""
READ_NO_MORE = """
DROP POLICY search_reads ON payments_paymentline;
DROP POLICY search_reads ON payments_payment;
REVOKE ALL ON payments_paymentline FROM moothall_search;
REVOKE ALL ON payments_payment FROM moothall_search
"""

CREATE = """
CREATE FUNCTION payments_with_reference(
    council bigint, parts text[], amount bigint, since timestamptz, before timestamptz,
    in_state text, most integer
) RETURNS TABLE (payment uuid) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    part text;
BEGIN
    IF council <> ALL (
        coalesce(string_to_array(current_setting('moothall.council_ids', true), ','), '{}')::bigint[]
    ) THEN
        RETURN;
    END IF;
    FOREACH part IN ARRAY parts LOOP
        IF part !~ '^[[:alnum:]]{3,}$' THEN
            CONTINUE;
        END IF;
        RETURN QUERY
            SELECT p.id FROM payments_payment p
            WHERE p.council_id = council
                AND translate(upper(p.reference || '|' || p.gateway_reference), ' -./', '')
                    LIKE '%' || part || '%'
                AND (amount IS NULL OR p.amount_pence = amount)
                AND (since IS NULL OR p.created_at >= since)
                AND (before IS NULL OR p.created_at < before)
                AND (in_state = '' OR p.state = in_state)
            ORDER BY p.created_at DESC, p.id DESC LIMIT most;
        RETURN QUERY
            SELECT p.id FROM payments_paymentline l
            JOIN payments_payment p ON p.council_id = council AND p.id = l.payment_id
            WHERE l.council_id = council
                AND translate(upper(l.reference), ' -./', '') LIKE '%' || part || '%'
                AND (amount IS NULL OR p.amount_pence = amount)
                AND (since IS NULL OR p.created_at >= since)
                AND (before IS NULL OR p.created_at < before)
                AND (in_state = '' OR p.state = in_state)
            ORDER BY p.created_at DESC, p.id DESC LIMIT most;
    END LOOP;
END $$;
"""
DROP = (
    "DROP FUNCTION payments_with_reference("
    "bigint, text[], bigint, timestamptz, timestamptz, text, integer)"
)

# Whoever is to own a function must be allowed to make one there, if only for now.
GIVE = """
DO $$
DECLARE
    may_create constant boolean := has_schema_privilege('moothall_search', 'public', 'CREATE');
BEGIN
    IF NOT may_create THEN
        GRANT CREATE ON SCHEMA public TO moothall_search;
    END IF;
    ALTER FUNCTION payments_with_reference(
        bigint, text[], bigint, timestamptz, timestamptz, text, integer
    ) OWNER TO moothall_search;
    IF NOT may_create THEN
        REVOKE CREATE ON SCHEMA public FROM moothall_search;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0012_reference_indexes")]

    operations = [
        migrations.RunSQL(READ, READ_NO_MORE),
        migrations.RunSQL(CREATE, DROP),
        migrations.RunSQL(GIVE, migrations.RunSQL.noop),
    ]
