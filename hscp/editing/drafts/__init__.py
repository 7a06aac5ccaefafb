"""Drafts beside what is live: kept, shown as if they were published, and published."""
