"""Each council may choose who gives its video calls their rooms."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import moothall.kernel.fields
import moothall.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0004_money"),
        ("councils", "0002_service_purposes"),
    ]

    operations = [
        migrations.CreateModel(
            name="VideoChoice",
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
                ("provider", models.CharField(max_length=40)),
                ("options", models.JSONField(blank=True, default=dict)),
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
                "constraints": [
                    models.UniqueConstraint(fields=("council",), name="booking_video_choice"),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_councils", django.db.models.manager.Manager()),
            ],
        ),
    ]
