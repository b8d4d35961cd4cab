"""The councils' websites, on Wagtail: pages, menus, search."""
