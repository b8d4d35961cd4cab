"""
Indexes of the letters of references, by which any part of one is found.

Written as SQL, since the function of the next migration must name the very same expressions. At
most 64 kB wait to be sorted in: every search reads through them.
"""

from django.db import migrations

PAYMENTS = """
CREATE INDEX CONCURRENTLY payment_by_letters ON payments_payment USING gin (
    council_id int8_ops,
    translate(upper(reference || '|' || gateway_reference), ' -./', '') gin_trgm_ops
) WITH (gin_pending_list_limit = 64)
"""
LINES = """
CREATE INDEX CONCURRENTLY payment_line_by_letters ON payments_paymentline USING gin (
    council_id int8_ops, translate(upper(reference), ' -./', '') gin_trgm_ops
) WITH (gin_pending_list_limit = 64)
"""
DROP = "DROP INDEX CONCURRENTLY IF EXISTS {}"


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("payments", "0011_unclaimed_payments")]

    operations = [
        migrations.RunSQL(PAYMENTS, DROP.format("payment_by_letters")),
        migrations.RunSQL(LINES, DROP.format("payment_line_by_letters")),
    ]
