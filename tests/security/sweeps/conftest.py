"""A long run of what Hypothesis chooses: `pytest --hypothesis-profile=long tests/security/sweeps/test_nonsense.py`."""

from hypothesis import settings

settings.register_profile("long", max_examples=4000)
