"""The settings of passwords: how they are hashed, and which rules a new one meets (docs/operations.md names them)."""

_OURS, _DJANGOS = "hscp.security.passwords", "django.contrib.auth.password_validation"
# The first hashes new ones; Argon2 costs a check less than PBKDF2 for the same strength.
HASHERS = [f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("Argon2", "PBKDF2")]
VALIDATORS = [
    # NCSC and ASVS 5, 6.2: long, without rules about which characters.
    {"NAME": f"{_DJANGOS}.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": f"{_DJANGOS}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_DJANGOS}.CommonPasswordValidator"},
    {"NAME": f"{_OURS}.CommonPiecesValidator"},
    {"NAME": f"{_OURS}.EasyToGuessValidator"},
]
