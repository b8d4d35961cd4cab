from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("cases", "0012_work"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["council", "next_due_at", "id"],
                include=(
                    "service_type",
                    "team",
                    "status",
                    "priority",
                    "channel",
                    "language",
                    "ward",
                    "postcode",
                    "holder_id",
                ),
                name="case_in_work",
            ),
        ),
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True), ("holder_id__isnull", False)),
                fields=["council", "holder_id", "next_due_at", "id"],
                name="case_by_holder",
            ),
        ),
    ]
