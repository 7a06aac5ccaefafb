"""The second step of signing in, beside the password: a code from an app, a passkey, or a recovery code."""
