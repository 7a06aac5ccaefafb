"""What the public sees as data for other systems: the JSON of /api/v1/, its description in OpenAPI, and the files of /open-data/."""
