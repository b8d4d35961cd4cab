"""
Run the fence through Wagtail's tables: a hidden column that says whose a row is, and its policies.

Django does not know the column, so it is filled by its default: the one council in force. Forcing
is left out on purpose: Wagtail's own migrations run as the owner and must see every row, and the
application never connects as the owner.
"""

from django.db import migrations

TABLES = [
    "auth_group",
    "auth_group_permissions",
    "content_councildocument",
    "content_councilimage",
    "content_councilrendition",
    "content_councilroot",
    "content_homepage",
    "content_informationpage",
    "content_servicelandingpage",
    "content_servicepage",
    "taggit_tag",
    "taggit_taggeditem",
    "wagtailadmin_editingsession",
    "wagtailadmin_formstate",
    "wagtailcore_collection",
    "wagtailcore_collectionviewrestriction",
    "wagtailcore_collectionviewrestriction_groups",
    "wagtailcore_comment",
    "wagtailcore_commentreply",
    "wagtailcore_groupapprovaltask",
    "wagtailcore_groupapprovaltask_groups",
    "wagtailcore_groupcollectionpermission",
    "wagtailcore_grouppagepermission",
    "wagtailcore_groupsitepermission",
    "wagtailcore_modellogentry",
    "wagtailcore_page",
    "wagtailcore_pagelogentry",
    "wagtailcore_pagesubscription",
    "wagtailcore_pageviewrestriction",
    "wagtailcore_pageviewrestriction_groups",
    "wagtailcore_referenceindex",
    "wagtailcore_revision",
    "wagtailcore_site",
    "wagtailcore_task",
    "wagtailcore_taskstate",
    "wagtailcore_uploadedfile",
    "wagtailcore_workflow",
    "wagtailcore_workflowcontenttype",
    "wagtailcore_workflowpage",
    "wagtailcore_workflowstate",
    "wagtailcore_workflowtask",
    "wagtaildocs_document",
    "wagtailembeds_embed",
    "wagtailforms_formsubmission",
    "wagtailimages_image",
    "wagtailimages_rendition",
    "wagtailredirects_redirect",
    "wagtailsearch_indexentry",
]
WITH_SHARED_ROOT = {"wagtailcore_collection", "wagtailcore_page"}

IN_FORCE = (
    "council_id = ANY (string_to_array(current_setting('moothall.council_ids', true), ',')::int[])"
)
ONLY_COUNCIL = """
CREATE FUNCTION content_only_council_in_force() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN current_setting('moothall.council_ids', true) ~ '^[0-9]+$'
                THEN current_setting('moothall.council_ids', true)::bigint END
$$
"""


#: Each council has its own words for tags: a name that is taken elsewhere must not be refused here.
TAGS_BY_COUNCIL = """
DO $$
DECLARE rule text;
BEGIN
    FOR rule IN SELECT conname FROM pg_constraint
                WHERE conrelid = 'taggit_tag'::regclass AND contype = 'u'
    LOOP
        EXECUTE format('ALTER TABLE taggit_tag DROP CONSTRAINT %I', rule);
    END LOOP;
END $$;
CREATE UNIQUE INDEX content_tag_name_once ON taggit_tag (council_id, name);
CREATE UNIQUE INDEX content_tag_slug_once ON taggit_tag (council_id, slug);
"""
TAGS_FOR_ALL = """
DROP INDEX content_tag_name_once;
DROP INDEX content_tag_slug_once;
ALTER TABLE taggit_tag ADD UNIQUE (name), ADD UNIQUE (slug);
"""


def fence(table):
    shared = " OR (council_id IS NULL AND depth = 1)" if table in WITH_SHARED_ROOT else ""
    mine = f"({IN_FORCE}{shared})"
    return [
        f"ALTER TABLE {table} ADD COLUMN council_id bigint REFERENCES councils_council (id)",
        f"ALTER TABLE {table} ALTER COLUMN council_id SET DEFAULT content_only_council_in_force()",
        f"CREATE INDEX {table}_council ON {table} (council_id)",
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"CREATE POLICY council_fence_read ON {table} FOR SELECT USING {mine}",
        f"CREATE POLICY council_fence_add ON {table} FOR INSERT WITH CHECK ({IN_FORCE})",
        f"CREATE POLICY council_fence_change ON {table} FOR UPDATE USING {mine} WITH CHECK {mine}",
        f"CREATE POLICY council_fence_remove ON {table} FOR DELETE USING ({IN_FORCE})",
    ]


def unfence(table):
    return [
        *(
            f"DROP POLICY council_fence_{what} ON {table}"
            for what in ("read", "add", "change", "remove")
        ),
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} DROP COLUMN council_id",
    ]


def remove_what_wagtail_brings(apps, _schema_editor):
    """Wagtail begins with a welcome page, a site and groups for everybody; here nobody is that."""
    for label, name in (
        ("wagtailcore", "Site"),
        ("wagtailcore", "WorkflowPage"),
        ("wagtailcore", "WorkflowTask"),
        ("wagtailcore", "GroupApprovalTask"),
        ("wagtailcore", "Task"),
        ("wagtailcore", "Workflow"),
        ("wagtailcore", "GroupPagePermission"),
        ("wagtailcore", "GroupCollectionPermission"),
        ("auth", "Group"),
    ):
        apps.get_model(label, name).objects.all().delete()
    page = apps.get_model("wagtailcore", "Page")
    page.objects.filter(depth__gt=1).delete()
    page.objects.filter(depth=1).update(numchild=0)


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0001_initial"),
        ("councils", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailembeds", "0009_embed_cache_until"),
        ("wagtailforms", "0005_alter_formsubmission_form_data"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
        ("wagtailsearch", "0010_add_text_fields"),
    ]

    operations = [
        migrations.RunPython(remove_what_wagtail_brings, migrations.RunPython.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL IMMEDIATE"),
        migrations.RunSQL(ONLY_COUNCIL, "DROP FUNCTION content_only_council_in_force()"),
        *(migrations.RunSQL(fence(table), unfence(table)) for table in TABLES),
        migrations.RunSQL(TAGS_BY_COUNCIL, TAGS_FOR_ALL),
        migrations.RunSQL(
            "CREATE INDEX content_page_by_place ON wagtailcore_page (council_id, path)",
            "DROP INDEX content_page_by_place",
        ),
    ]
