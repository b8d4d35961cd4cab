"""Employees' sign-ins become accounts of one of two kinds, residents' being the other."""

from django.db import migrations, models

#: Until this migration the first one called the table `people_staffuser`; where it ran under that
#: name, the tables are renamed here. Names of constraints and sequences stay as they are.
RENAME = """
DO $$ BEGIN
    IF to_regclass('people_staffuser') IS NOT NULL THEN
        ALTER TABLE people_staffuser RENAME TO people_account;
        ALTER TABLE people_staffuser_groups RENAME TO people_account_groups;
        ALTER TABLE people_account_groups RENAME COLUMN staffuser_id TO account_id;
        ALTER TABLE people_staffuser_user_permissions RENAME TO people_account_user_permissions;
        ALTER TABLE people_account_user_permissions RENAME COLUMN staffuser_id TO account_id;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_form_author"),
    ]

    #: New with it; they ask for the table of accounts by a name that it must have by then.
    run_before = [
        ("allauth_idp_oidc", "0001_initial"),
        ("socialaccount", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(RENAME, migrations.RunSQL.noop),
        migrations.AddField(
            model_name="account",
            name="kind",
            field=models.CharField(
                choices=[("resident", "Resident"), ("staff", "Employee")],
                db_default="staff",
                default="staff",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="account",
            name="email",
            field=models.EmailField(max_length=254),
        ),
        migrations.AlterField(
            model_name="account",
            name="name",
            field=models.CharField(blank=True, max_length=150),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                fields=("email", "kind"), name="account_once_of_each_kind"
            ),
        ),
        migrations.CreateModel(
            name="StaffUser",
            fields=[],
            options={"proxy": True, "indexes": [], "constraints": []},
            bases=("people.account",),
        ),
        migrations.CreateModel(
            name="ResidentAccount",
            fields=[],
            options={"proxy": True, "indexes": [], "constraints": []},
            bases=("people.account",),
        ),
    ]
