"""The frame of the public pages: base template, error pages, styles. It owns no page itself."""
