"""What records lead to: web addresses with what is known of each, and files."""
