"""The pages that belong to no app: home, audience pages, statements, sitemap, short addresses, editors' start page."""
