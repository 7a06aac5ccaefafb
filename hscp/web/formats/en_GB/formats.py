"""The formats of British English with the 24-hour clock: Django's own say “2:30 p.m.”."""

TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j M Y, H:i"
SHORT_DATETIME_FORMAT = "d/m/Y H:i"
