"""People who follow what changes by email, without an account: what they follow, their links, and the mails they get."""
