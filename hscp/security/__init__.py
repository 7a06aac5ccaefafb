"""Who gets in and how often: roles, signing in, rate limits, and answers whose timing tells nothing."""
