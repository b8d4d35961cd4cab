"""
Posting that costs less, and no more with every account that a council has.

The accounts of a transaction were joined as one set, which walked all accounts of the council; now
each is looked up by its name. A wallet is locked by its key, one after the other in their order.
That nothing is added to a transaction later is asked of entries beyond the second alone: the first
two places are unique and always taken. The function of `ledger_entered` runs within that which
posts, and so under its settings.

What was refused before is refused still, and the answers are the same, so nothing is to be undone.
"""

from django.db import migrations

POSITION = """
CREATE FUNCTION payments_ledger_has_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM payments_ledgertransaction t
        WHERE t.council_id = NEW.council_id AND t.id = NEW.transaction_id
            AND NEW.position > t.entry_count
    ) THEN
        RAISE EXCEPTION 'A ledger transaction has all its entries from the beginning.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_has_place AFTER INSERT ON payments_ledgerentry
    FOR EACH ROW WHEN (NEW.position > 2) EXECUTE FUNCTION payments_ledger_has_place();
"""

ENTERED = """
CREATE OR REPLACE FUNCTION payments_ledger_entered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE payments_ledgeraccount a SET balance_pence = a.balance_pence + moved.pence
        FROM (
            SELECT e.council_id, e.account_id, sum(e.amount_pence)::bigint AS pence
            FROM added e GROUP BY e.council_id, e.account_id
        ) moved
        WHERE a.council_id = moved.council_id AND a.id = moved.account_id
            AND a.balance_pence IS NOT NULL;
    RETURN NULL;
END $$;
"""

BALANCED = """
CREATE OR REPLACE FUNCTION payments_ledger_balances() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    in_force text := current_setting('moothall.council_ids', true);
    entries bigint;
    total numeric;
    credits numeric;
    is_mirrored boolean := true;
BEGIN
    IF in_force IS DISTINCT FROM NEW.council_id::text THEN
        PERFORM set_config('moothall.council_ids', NEW.council_id::text, true);
    END IF;
    SELECT count(*), sum(e.amount_pence),
        coalesce(sum(e.amount_pence) FILTER (WHERE e.amount_pence > 0), 0)
        INTO entries, total, credits
        FROM payments_ledgerentry e
        WHERE e.council_id = NEW.council_id AND e.transaction_id = NEW.id;
    IF NEW.reverses_id IS NOT NULL THEN
        SELECT coalesce(bool_and(sides.total = 0), false) INTO is_mirrored FROM (
            SELECT sum(e.amount_pence) AS total FROM payments_ledgerentry e
            WHERE e.council_id = NEW.council_id AND e.transaction_id IN (NEW.id, NEW.reverses_id)
            GROUP BY e.account_id, e.line_id
        ) sides;
    END IF;
    IF in_force IS DISTINCT FROM NEW.council_id::text THEN
        PERFORM set_config('moothall.council_ids', coalesce(in_force, ''), true);
    END IF;
    IF entries <> NEW.entry_count OR total <> 0 OR credits <> NEW.amount_pence THEN
        RAISE EXCEPTION 'Ledger transaction % does not balance: % of % entries, sum %.',
            NEW.id, entries, NEW.entry_count, total USING ERRCODE = 'check_violation';
    END IF;
    IF NOT is_mirrored THEN
        RAISE EXCEPTION 'Ledger transaction % does not undo what it reverses.', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
"""

POST = """
CREATE OR REPLACE FUNCTION payments_post(
    council integer, transaction uuid, key text, kind text, occurred_at timestamptz,
    booked_on date, posted_at timestamptz, about_type text, about_id uuid,
    external_reference text, reverses uuid, entries jsonb,
    OUT outcome text, OUT posted uuid
) LANGUAGE plpgsql SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    wanted constant integer := jsonb_array_length(payments_post.entries);
    entry_ids uuid[];
    account_ids uuid[];
    amounts bigint[];
    lines uuid[];
    guarded uuid[];
    one uuid;
    is_short boolean;
    moved bigint;
BEGIN
    FOR attempt IN 1..2 LOOP
        SELECT array_agg(f.id), array_agg(f.account), array_agg(f.pence), array_agg(f.line),
            array_agg(f.account) FILTER (WHERE f.is_guarded)
            INTO entry_ids, account_ids, amounts, lines, guarded
            FROM (
                SELECT e.id, a.id AS account, e.pence, e.line, a.is_guarded
                FROM jsonb_to_recordset(payments_post.entries) AS e(
                    id uuid, kind text, code text, fund text, gl text, vat text, rate integer,
                    pence bigint, line uuid
                )
                CROSS JOIN LATERAL (
                    SELECT a.id, a.balance_pence IS NOT NULL AS is_guarded
                    FROM payments_ledgeraccount a WHERE a.council_id = payments_post.council
                        AND a.kind = e.kind AND a.code = e.code AND a.fund_code = e.fund
                        AND a.gl_code = e.gl AND a.vat_code = e.vat AND a.vat_rate = e.rate
                    LIMIT 1
                ) a
                ORDER BY a.id, e.id
            ) f;
        EXIT WHEN cardinality(entry_ids) = wanted;
        INSERT INTO payments_ledgeraccount (
                id, council_id, kind, code, fund_code, gl_code, vat_code, vat_rate,
                balance_pence, min_balance_pence
            )
            SELECT gen_random_uuid(), payments_post.council, e.kind, e.code, e.fund, e.gl, e.vat,
                e.rate, CASE WHEN min(e.least) IS NOT NULL THEN 0 END, min(e.least)
            FROM jsonb_to_recordset(payments_post.entries) AS e(
                kind text, code text, fund text, gl text, vat text, rate integer, least bigint
            )
            GROUP BY e.kind, e.code, e.fund, e.gl, e.vat, e.rate
            ORDER BY e.kind, e.code, e.fund, e.gl, e.vat, e.rate
            ON CONFLICT DO NOTHING;
    END LOOP;
    FOREACH one IN ARRAY coalesce(guarded, '{}') LOOP
        moved := 0;
        FOR place IN 1..wanted LOOP
            IF account_ids[place] = one THEN
                moved := moved + amounts[place];
            END IF;
        END LOOP;
        SELECT a.balance_pence + moved < a.min_balance_pence INTO is_short
            FROM payments_ledgeraccount a
            WHERE a.council_id = payments_post.council AND a.id = one FOR NO KEY UPDATE;
        IF is_short THEN
            outcome := 'short';
        END IF;
    END LOOP;
    IF outcome IS NULL THEN
        moved := 0;
        FOR place IN 1..wanted LOOP
            moved := moved + greatest(amounts[place], 0);
        END LOOP;
        INSERT INTO payments_ledgertransaction (
                id, council_id, key, kind, occurred_at, booked_on, posted_at, about_type,
                about_id, external_reference, reverses_id, entry_count, amount_pence
            ) VALUES (
                payments_post.transaction, payments_post.council, payments_post.key,
                payments_post.kind, payments_post.occurred_at, payments_post.booked_on,
                payments_post.posted_at, payments_post.about_type, payments_post.about_id,
                payments_post.external_reference, payments_post.reverses, wanted, moved
            ) ON CONFLICT (council_id, key) DO NOTHING;
        IF FOUND THEN
            INSERT INTO payments_ledgerentry
                    (id, council_id, transaction_id, position, account_id, amount_pence, line_id)
                SELECT e.id, payments_post.council, payments_post.transaction, e.place,
                    e.account, e.pence, e.line
                FROM unnest(entry_ids, account_ids, amounts, lines)
                    WITH ORDINALITY AS e(id, account, pence, line, place);
            outcome := 'posted';
            posted := payments_post.transaction;
            RETURN;
        END IF;
    END IF;
    SELECT t.id, CASE WHEN t.kind = payments_post.kind AND t.entry_count = wanted AND NOT EXISTS (
            SELECT FROM (
                SELECT e.account_id AS account, e.amount_pence AS pence, e.line_id AS line, 1 AS n
                FROM payments_ledgerentry e
                WHERE e.council_id = payments_post.council AND e.transaction_id = t.id
                UNION ALL
                SELECT n.account, n.pence, n.line, -1
                FROM unnest(account_ids, amounts, lines) AS n(account, pence, line)
            ) sides GROUP BY account, pence, line HAVING sum(n) <> 0
        ) THEN 'replayed' ELSE 'different' END
        INTO posted, outcome
        FROM payments_ledgertransaction t
        WHERE t.council_id = payments_post.council AND t.key = payments_post.key;
    IF NOT FOUND THEN
        outcome := 'short';
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0013_payments_with_reference")]

    operations = [
        migrations.RunSQL(POSITION, migrations.RunSQL.noop),
        migrations.RunSQL(ENTERED, migrations.RunSQL.noop),
        migrations.RunSQL(BALANCED, migrations.RunSQL.noop),
        migrations.RunSQL(POST, migrations.RunSQL.noop),
    ]
