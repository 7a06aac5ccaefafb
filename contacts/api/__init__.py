"""Contacts as JSON for partners' directories: Open Referral UK."""
