"""
The tables that the fence runs through, and those of Wagtail that stand outside with their guards.

A test compares both lists with the tables that there are: a new one of Wagtail's cannot slip by.
"""

#: Tables with the hidden column: what one council makes, no other sees.
FENCED = (
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
)

#: Trees whose root alone is everybody's; the fence lets its row be seen and its count be kept.
WITH_SHARED_ROOT = ("wagtailcore_collection", "wagtailcore_page")

OUTSIDE = {
    "auth_permission": "the names of permissions, the same for all",
    "simple_translation_simpletranslation": "holds no rows; it exists for a permission",
    "wagtailadmin_admin": "holds no rows; it exists for a permission",
    "wagtailcore_apitoken": "a user's own; its screens are closed",
    "wagtailcore_locale": "the languages there are, the same for all",
    "wagtailusers_userprofile": "a user's own; read by user alone",
}
