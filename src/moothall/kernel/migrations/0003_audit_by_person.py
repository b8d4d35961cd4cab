from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("kernel", "0002_on_behalf_of"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="auditentry",
            index=models.Index(
                condition=models.Q(
                    ("actor_kind", "resident"), models.Q(("actor_identifier", ""), _negated=True)
                ),
                fields=["council", "actor_identifier"],
                name="audit_by_resident",
            ),
        ),
        AddIndexConcurrently(
            model_name="auditentry",
            index=models.Index(
                condition=models.Q(("on_behalf_of", ""), _negated=True),
                fields=["council", "on_behalf_of"],
                name="audit_by_beneficiary",
            ),
        ),
    ]
