"""The register of organisations: one record for each, whatever way its name is typed."""
