"""The fields of a session's form, in their order and under their headings."""

FIELDSETS = [
    (
        "What and when",
        {
            "fields": ["course", "state", "starts_at", "ends_at", "further_days"],
            "description": "Times are those of the clock in England. Without a date, it ends on the day it starts.",
        },
    ),
    (
        "Where",
        {
            "fields": [
                "setting",
                "place",
                "area",
                "joining_link",
                "joining_link_hours",
                "information",
                "trainers",
            ],
        },
    ),
    (
        "Places",
        {
            "fields": [
                "capacity",
                "minimum_places",
                "waiting_list",
                "promotion",
                "promotion_closes_at",
                "offer_hours",
                "agency_quota",
                "quota_released_at",
                "external_link",
            ],
            "description": "Either give the number of places, or the address where others take the bookings.",
        },
    ),
    (
        "Booking and messages",
        {
            "fields": [
                "booking_opens_at",
                "booking_closes_at",
                "cancel_by",
                "reminder_days",
                "asks_manager",
                "manager_approves",
                "tells_manager",
            ],
            "description": "Leave “booking opens” empty to take bookings as soon as the session is open for booking.",
        },
    ),
]
