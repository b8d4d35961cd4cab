"""
What the database itself sees to in the ledger, and the one function that posts a transaction.

Triggers bind the application's role and the owner alike. The function runs with the rights of who
calls it, so that row security holds within it too. None of them reads a table from end to end, as
plans that are made while the ledger is empty would, and none is planned anew at each call. Whoever restores data into tables that exist
already must switch triggers off (`pg_restore --data-only --disable-triggers`); a whole dump makes
them after its data.
"""

from django.db import migrations

FINAL = """
CREATE FUNCTION payments_ledger_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The ledger is append-only: % of % is refused. Correct it by a reversal.',
        TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER ledger_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON payments_ledgertransaction
    FOR EACH STATEMENT EXECUTE FUNCTION payments_ledger_is_final();
CREATE TRIGGER ledger_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON payments_ledgerentry
    FOR EACH STATEMENT EXECUTE FUNCTION payments_ledger_is_final();
CREATE TRIGGER ledger_is_final BEFORE DELETE OR TRUNCATE ON payments_ledgeraccount
    FOR EACH STATEMENT EXECUTE FUNCTION payments_ledger_is_final();
CREATE TRIGGER ledger_name_is_final BEFORE UPDATE
    OF kind, code, fund_code, gl_code, vat_code, vat_rate ON payments_ledgeraccount
    FOR EACH STATEMENT EXECUTE FUNCTION payments_ledger_is_final();
-- A balance that changes often changes in its place, without the indexes.
ALTER TABLE payments_ledgeraccount SET (fillfactor = 50);
-- A balance is moved by entries alone, from within their trigger.
CREATE TRIGGER ledger_balance_is_kept BEFORE UPDATE OF balance_pence ON payments_ledgeraccount
    FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION payments_ledger_is_final();
"""
NOT_FINAL = "DROP FUNCTION payments_ledger_is_final() CASCADE"

# A transaction says how many entries it has, and their places are unique: so none can be added
# once all are there, and only the transaction itself is looked at when all is committed. By then
# another council may be in force than when it was written.
BALANCED = """
CREATE FUNCTION payments_ledger_balances() RETURNS trigger LANGUAGE plpgsql
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
    SELECT count(*), sum(e.amount_pence), sum(greatest(e.amount_pence, 0))
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
CREATE CONSTRAINT TRIGGER ledger_balances AFTER INSERT ON payments_ledgertransaction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_ledger_balances();
"""
NOT_BALANCED = "DROP FUNCTION payments_ledger_balances() CASCADE"

ENTERED = """
CREATE FUNCTION payments_ledger_entered() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    IF EXISTS (
        SELECT FROM added e JOIN payments_ledgertransaction t
            ON t.council_id = e.council_id AND t.id = e.transaction_id
        WHERE e.position > 2 AND e.position > t.entry_count
    ) THEN
        RAISE EXCEPTION 'A ledger transaction has all its entries from the beginning.'
            USING ERRCODE = 'check_violation';
    END IF;
    UPDATE payments_ledgeraccount a SET balance_pence = a.balance_pence + moved.pence
        FROM (
            SELECT e.council_id, e.account_id, sum(e.amount_pence)::bigint AS pence
            FROM added e GROUP BY e.council_id, e.account_id
        ) moved
        WHERE a.council_id = moved.council_id AND a.id = moved.account_id
            AND a.balance_pence IS NOT NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_entered AFTER INSERT ON payments_ledgerentry
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION payments_ledger_entered();
"""
NOT_ENTERED = "DROP FUNCTION payments_ledger_entered() CASCADE"

# Answers `posted`, `replayed` (the same was there under this key), `different` (something else
# was), or `short` (an account would be overspent; nothing was written). Accounts are locked and
# entries written in the order of accounts, so that two that cross do not wait for each other.
POST = """
CREATE FUNCTION payments_post(
    council integer, transaction uuid, key text, kind text, occurred_at timestamptz,
    booked_on date, posted_at timestamptz, about_type text, about_id uuid,
    external_reference text, reverses uuid, entries jsonb,
    OUT outcome text, OUT posted uuid
) LANGUAGE plpgsql SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    wanted constant integer := jsonb_array_length(payments_post.entries);
    found_accounts integer;
    guarded uuid[];
    is_short boolean;
    entry_ids uuid[];
    account_ids uuid[];
    amounts bigint[];
    lines uuid[];
BEGIN
    FOR attempt IN 1..2 LOOP
        SELECT count(*), array_agg(a.id) FILTER (WHERE a.balance_pence IS NOT NULL),
            array_agg(e.id ORDER BY a.id, e.id), array_agg(a.id ORDER BY a.id, e.id),
            array_agg(e.pence ORDER BY a.id, e.id), array_agg(e.line ORDER BY a.id, e.id)
            INTO found_accounts, guarded, entry_ids, account_ids, amounts, lines
            FROM jsonb_to_recordset(payments_post.entries) AS e(
                id uuid, kind text, code text, fund text, gl text, vat text, rate integer,
                pence bigint, line uuid
            )
            JOIN payments_ledgeraccount a ON a.council_id = payments_post.council
                AND a.kind = e.kind AND a.code = e.code AND a.fund_code = e.fund
                AND a.gl_code = e.gl AND a.vat_code = e.vat AND a.vat_rate = e.rate;
        EXIT WHEN found_accounts = wanted;
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
    IF guarded IS NOT NULL THEN
        SELECT bool_or(held.pence < held.least) INTO is_short FROM (
            SELECT a.balance_pence + moved.pence AS pence, a.min_balance_pence AS least
            FROM payments_ledgeraccount a JOIN (
                SELECT m.account, sum(m.pence) AS pence
                FROM unnest(account_ids, amounts) AS m(account, pence)
                WHERE m.account = ANY (guarded) GROUP BY m.account
            ) moved ON a.id = moved.account
            WHERE a.council_id = payments_post.council
            ORDER BY a.id FOR NO KEY UPDATE OF a
        ) held;
        IF is_short THEN
            outcome := 'short';
        END IF;
    END IF;
    IF outcome IS NULL THEN
        INSERT INTO payments_ledgertransaction (
                id, council_id, key, kind, occurred_at, booked_on, posted_at, about_type,
                about_id, external_reference, reverses_id, entry_count, amount_pence
            ) VALUES (
                payments_post.transaction, payments_post.council, payments_post.key,
                payments_post.kind, payments_post.occurred_at, payments_post.booked_on,
                payments_post.posted_at, payments_post.about_type, payments_post.about_id,
                payments_post.external_reference, payments_post.reverses, wanted,
                (SELECT coalesce(sum(pence) FILTER (WHERE pence > 0), 0) FROM unnest(amounts) pence)
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
NO_POST = """
DROP FUNCTION payments_post(
    integer, uuid, text, text, timestamptz, date, timestamptz, text, uuid, text, uuid, jsonb
)
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_ledger")]

    operations = [
        migrations.RunSQL(FINAL, NOT_FINAL),
        migrations.RunSQL(BALANCED, NOT_BALANCED),
        migrations.RunSQL(ENTERED, NOT_ENTERED),
        migrations.RunSQL(POST, NO_POST),
    ]
