"""The pages that belong to no app: home, routes by audience, statements, sitemap, short addresses, the editors' start page."""
