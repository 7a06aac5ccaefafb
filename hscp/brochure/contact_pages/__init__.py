"""A page such as “Themes and processes”, compared with the contacts of the site: what differs goes to the second person."""
