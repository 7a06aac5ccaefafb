"""Scheduled jobs: what runs when, in one process (`manage.py run_jobs`), what became of it, and who is told."""
