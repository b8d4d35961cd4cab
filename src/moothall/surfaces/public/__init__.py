"""The frame of the public pages: base template, error pages and their styles. It owns no page itself."""
