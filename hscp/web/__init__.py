"""Shared by the public pages of all apps: views, filters, forms, menus, errors, cache headers and static files."""
