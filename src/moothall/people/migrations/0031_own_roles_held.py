from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0030_own_roles"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="staffrole",
            name="staff_role_once",
        ),
        migrations.AddField(
            model_name="staffrole",
            name="given_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="staffrole",
            name="permissions",
            field=models.JSONField(
                db_default=models.Value([], models.JSONField()),
                default=list,
                help_text="Of a role of the council's own: what it brings, as it is now.",
            ),
        ),
        migrations.AlterField(
            model_name="staffrole",
            name="role",
            field=models.CharField(
                blank=True,
                choices=[
                    ("agent", "Customer service agent"),
                    ("officer", "Officer"),
                    ("supervisor", "Supervisor"),
                    ("editor", "Editor"),
                    ("form_author", "Author of forms"),
                    ("finance", "Finance officer"),
                    ("parking_manager", "Parking manager"),
                    ("desk", "Desk"),
                    ("helper", "Helper in a library or community centre"),
                    ("booking_officer", "Booking officer"),
                    ("booking_manager", "Manager of bookings"),
                    ("administrator", "Administrator"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="staffrole",
            name="own_role_id",
            field=models.UUIDField(
                blank=True,
                help_text="No foreign key: that would reach past row security.",
                null=True,
            ),
        ),
        migrations.AddConstraint(
            model_name="staffrole",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("role", ""), _negated=True), ("own_role_id__isnull", True)),
                    models.Q(
                        ("council__isnull", False), ("own_role_id__isnull", False), ("role", "")
                    ),
                    _connector="OR",
                ),
                name="staff_role_built_in_or_own",
            ),
        ),
    ]
