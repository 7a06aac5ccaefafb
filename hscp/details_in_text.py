"""What an email address and a postcode look like within a text, for whatever must not let one stand there."""

import re

EMAIL_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++\.\w")
# The forms are those of the Office for National Statistics' guide to the postcode directory.
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE)
