"""Backups of database and uploaded files in one encrypted file, and the way back from one: see docs/backup.md."""
