import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import moothall.kernel.fields
import moothall.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_cases_by_point"),
        ("councils", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseQuestion",
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
                ("text", models.TextField()),
                ("wants_file", models.BooleanField(default=False)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("asked_at", models.DateTimeField()),
                ("asked_by_kind", models.CharField(max_length=10)),
                ("asked_by_identifier", models.CharField(blank=True, max_length=80)),
                ("asked_by_name", models.CharField(blank=True, max_length=200)),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    moothall.kernel.fields.CouncilForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
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
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_councils", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="CaseRating",
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
                ("score", models.PositiveSmallIntegerField()),
                ("words", models.TextField(blank=True)),
                ("rated_at", models.DateTimeField()),
                (
                    "case",
                    moothall.kernel.fields.CouncilForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
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
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_councils", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="timelineentry",
            name="timeline_kind_known",
        ),
        migrations.AlterField(
            model_name="timelineentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("opened", "Reported"),
                    ("status", "Status changed"),
                    ("note", "Note"),
                    ("team", "Given to another team"),
                    ("attachment", "File added"),
                    ("message", "Message"),
                    ("question", "Question to the resident"),
                    ("answer", "Answer of the resident"),
                    ("complaint", "The resident complained"),
                    ("rating", "How it went"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="timelineentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "opened",
                            "status",
                            "note",
                            "team",
                            "attachment",
                            "message",
                            "question",
                            "answer",
                            "complaint",
                            "rating",
                        ],
                    )
                ),
                name="timeline_kind_known",
            ),
        ),
        migrations.AddIndex(
            model_name="casequestion",
            index=models.Index(fields=["council", "case", "asked_at"], name="question_by_case"),
        ),
        migrations.AddIndex(
            model_name="caserating",
            index=models.Index(fields=["council", "rated_at"], name="rating_by_time"),
        ),
        migrations.AddConstraint(
            model_name="caserating",
            constraint=models.UniqueConstraint(fields=("council", "case"), name="case_rated_once"),
        ),
        migrations.AddConstraint(
            model_name="caserating",
            constraint=models.CheckConstraint(
                condition=models.Q(("score__gte", 1), ("score__lte", 5)), name="case_score_in_range"
            ),
        ),
    ]
