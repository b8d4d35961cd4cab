import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import moothall.kernel.fields
import moothall.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_talk"),
        ("councils", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="StatusGuide",
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
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Every kind"),
                            ("enquiry", "Enquiry"),
                            ("service_request", "Service request"),
                            ("complaint", "Complaint"),
                            ("foi", "Freedom of information request"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("in_progress", "Being looked into"),
                            ("scheduled", "Work is planned"),
                            ("awaiting_resident", "We need something from you"),
                            ("resolved", "Done"),
                            ("closed_no_action", "Closed without work"),
                            ("duplicate", "Already reported"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=20,
                    ),
                ),
                ("label_en", models.CharField(blank=True, max_length=80)),
                ("label_cy", models.CharField(blank=True, max_length=80)),
                ("text_en", models.CharField(blank=True, max_length=500)),
                ("text_cy", models.CharField(blank=True, max_length=500)),
                ("acts", models.JSONField(blank=True, null=True)),
                ("reopen_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "council",
                    moothall.kernel.fields.CouncilField(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="councils.council",
                    ),
                ),
                (
                    "service_type",
                    moothall.kernel.fields.CouncilForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="councils.servicetype",
                    ),
                ),
            ],
            options={
                "base_manager_name": "all_councils",
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_councils", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddConstraint(
            model_name="statusguide",
            constraint=models.UniqueConstraint(
                condition=models.Q(("service_type__isnull", False)),
                fields=("council", "service_type", "status"),
                name="status_guide_of_service",
            ),
        ),
        migrations.AddConstraint(
            model_name="statusguide",
            constraint=models.UniqueConstraint(
                condition=models.Q(("service_type__isnull", True)),
                fields=("council", "kind", "status"),
                name="status_guide_of_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="statusguide",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "received",
                            "in_progress",
                            "scheduled",
                            "awaiting_resident",
                            "resolved",
                            "closed_no_action",
                            "duplicate",
                            "cancelled",
                        ],
                    )
                ),
                name="status_guide_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="statusguide",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["", "enquiry", "service_request", "complaint", "foi"])
                ),
                name="status_guide_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="statusguide",
            constraint=models.CheckConstraint(
                condition=models.Q(("service_type__isnull", True), ("kind", ""), _connector="OR"),
                name="status_guide_of_service_or_kind",
            ),
        ),
    ]
