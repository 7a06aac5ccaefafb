"""What the public pages of all apps share: views, filters, forms, menus, errors, cache headers and static files."""
