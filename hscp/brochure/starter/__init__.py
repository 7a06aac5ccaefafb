"""The starter content of a first run, from the files in content/: brochure, records, guided path and synonyms."""
