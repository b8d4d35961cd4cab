import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import moothall.kernel.fields
import moothall.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("payments", "0010_wallets"),
        ("people", "0019_finance_role"),
    ]

    operations = [
        migrations.CreateModel(
            name="School",
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
                    "council",
                    moothall.kernel.fields.CouncilField(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="councils.council",
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "number",
                    models.CharField(
                        help_text="The number that everybody knows it by.", max_length=20
                    ),
                ),
                (
                    "scheme",
                    models.SlugField(help_text="The wallets' scheme for its meals.", max_length=40),
                ),
                ("free_meal_pence", models.PositiveIntegerField()),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "base_manager_name": "all_councils",
                "constraints": [
                    models.UniqueConstraint(fields=("council", "number"), name="school_number")
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_councils", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="SchoolWorker",
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
                    "council",
                    moothall.kernel.fields.CouncilField(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="councils.council",
                    ),
                ),
                (
                    "school",
                    moothall.kernel.fields.CouncilForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                ("staff_identifier", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=200)),
                ("added_at", models.DateTimeField()),
            ],
            options={
                "base_manager_name": "all_councils",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("council", "staff_identifier", "school"), name="school_worker_once"
                    )
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_councils", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="MealPrice",
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
                    "council",
                    moothall.kernel.fields.CouncilField(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="councils.council",
                    ),
                ),
                (
                    "school",
                    moothall.kernel.fields.CouncilForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                ("name", models.JSONField(help_text="By language.")),
                ("pence", models.PositiveIntegerField()),
                ("begins_on", models.DateField()),
                ("ends_on", models.DateField()),
            ],
            options={
                "base_manager_name": "all_councils",
                "indexes": [
                    models.Index(fields=["council", "school", "ends_on"], name="meal_price_by_day")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("begins_on"))),
                        name="meal_price_span",
                    )
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_councils", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Pupil",
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
                    "council",
                    moothall.kernel.fields.CouncilField(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="councils.council",
                    ),
                ),
                (
                    "school",
                    moothall.kernel.fields.CouncilForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                ("number", models.CharField(max_length=30)),
                ("name", models.CharField(max_length=200)),
                ("class_name", models.CharField(blank=True, max_length=30)),
                ("born_on", models.DateField()),
                ("allergens", models.CharField(blank=True, max_length=200)),
                ("has_free_meals", models.BooleanField(default=False)),
                ("is_protected", models.BooleanField(default=False)),
                ("left_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "base_manager_name": "all_councils",
                "indexes": [
                    models.Index(
                        fields=["council", "school", "class_name", "name", "id"],
                        name="pupil_by_class",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("council", "school", "number"), name="pupil_number"
                    )
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_councils", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Guardian",
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
                    "council",
                    moothall.kernel.fields.CouncilField(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="councils.council",
                    ),
                ),
                (
                    "pupil",
                    moothall.kernel.fields.CouncilForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.pupil",
                    ),
                ),
                (
                    "person",
                    moothall.kernel.fields.CouncilForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked, the school decides"),
                            ("approved", "Approved by the school"),
                            ("refused", "Refused by the school"),
                            ("ended", "Ended"),
                        ],
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "base_manager_name": "all_councils",
                "indexes": [
                    models.Index(fields=["council", "pupil", "state"], name="guardian_by_pupil")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "approved"])),
                        fields=("council", "person", "pupil"),
                        name="guardian_once",
                    )
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_councils", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="GuardianInvitation",
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
                    "council",
                    moothall.kernel.fields.CouncilField(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="councils.council",
                    ),
                ),
                (
                    "pupil",
                    moothall.kernel.fields.CouncilForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.pupil",
                    ),
                ),
                ("secret_digest", models.BinaryField(max_length=32)),
                ("sent_to", models.EmailField(max_length=254)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "accepted_by",
                    moothall.kernel.fields.CouncilForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.guardian",
                    ),
                ),
            ],
            options={
                "base_manager_name": "all_councils",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("council", "secret_digest"), name="guardian_invitation_secret"
                    )
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_councils", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Activity",
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
                    "council",
                    moothall.kernel.fields.CouncilField(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="councils.council",
                    ),
                ),
                (
                    "school",
                    moothall.kernel.fields.CouncilForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                ("name", models.JSONField(help_text="By language.")),
                ("fund", models.SlugField(max_length=60)),
                ("closes_on", models.DateField()),
                ("instalments", models.JSONField()),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "base_manager_name": "all_councils",
                "indexes": [
                    models.Index(
                        fields=["council", "school", "closes_on"], name="activity_by_school"
                    )
                ],
                "constraints": [],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_councils", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ActivityPlace",
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
                    "council",
                    moothall.kernel.fields.CouncilField(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="councils.council",
                    ),
                ),
                (
                    "activity",
                    moothall.kernel.fields.CouncilForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.activity",
                    ),
                ),
                (
                    "pupil",
                    moothall.kernel.fields.CouncilForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.pupil",
                    ),
                ),
                (
                    "person",
                    moothall.kernel.fields.CouncilForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waits", "Waits for the first payment"),
                            ("taken", "Has the place"),
                            ("withdrawn", "Taken back"),
                        ],
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
            ],
            options={
                "base_manager_name": "all_councils",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "withdrawn"), _negated=True),
                        fields=("council", "pupil", "activity"),
                        name="activity_place_once",
                    )
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_councils", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Instalment",
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
                    "council",
                    moothall.kernel.fields.CouncilField(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="councils.council",
                    ),
                ),
                (
                    "place",
                    moothall.kernel.fields.CouncilForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.activityplace",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("pence", models.PositiveIntegerField()),
                ("due_on", models.DateField()),
                ("paid_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "base_manager_name": "all_councils",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("council", "place", "number"), name="instalment_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pence__gt", 0)), name="instalment_amount"
                    ),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_councils", django.db.models.manager.Manager()),
            ],
        ),
    ]
