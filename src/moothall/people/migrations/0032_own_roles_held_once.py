from django.db import migrations, models

#: Made beside the table's users, and only then its constraint: nobody waits.
ADD = [
    """
CREATE UNIQUE INDEX CONCURRENTLY staff_role_held_once ON people_staffrole
    (user_id, council_id, partnership_id, role, own_role_id) NULLS NOT DISTINCT
""",
    """
ALTER TABLE people_staffrole ADD CONSTRAINT staff_role_held_once
    UNIQUE USING INDEX staff_role_held_once
""",
]
DROP = "ALTER TABLE people_staffrole DROP CONSTRAINT staff_role_held_once"


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("people", "0031_own_roles_held"),
    ]

    operations = [
        migrations.RunSQL(
            ADD,
            DROP,
            state_operations=[
                migrations.AddConstraint(
                    model_name="staffrole",
                    constraint=models.UniqueConstraint(
                        fields=("user", "council", "partnership", "role", "own_role_id"),
                        name="staff_role_held_once",
                        nulls_distinct=False,
                    ),
                ),
            ],
        ),
    ]
