"""The starter content of a first run, from the files of content/: the brochure, records, guided path and synonyms."""
