"""The pages of the second step: at sign-in, and for one's own devices."""
