"""Security: roles, signing in, rate limits, response timing and headers."""
