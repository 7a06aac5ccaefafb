"""Taking a place, giving one back, and who gets it next. No module outside this package creates a booking of
a session to come, or changes its state.

Every function that writes locks the session's row first (on SQLite the transaction itself holds the write lock), counts
rows, never a counter, and writes the messages in the same transaction. It raises Busy where others hold the lock too
long. Callers that touch several sessions in one transaction do so in the order of their ids. `at` is an aware datetime,
default now. docs/booking.md explains all of it.
"""

from training.booking.places.approving import approval_for, decide, end_requests, release, remind_managers
from training.booking.places.cancelling import cancel_session
from training.booking.places.giving_back import give_back
from training.booking.places.handing_over import hand_over
from training.booking.places.holding import give_grace
from training.booking.places.moving import NoPlaceThere, move
from training.booking.places.overriding import let_in
from training.booking.places.people import Lead, NotForThem, Person
from training.booking.places.promotion import (
    accept,
    close_waiting_list,
    end_offers,
    fill,
    may_take_free_place,
    position,
    take_free_place,
)
from training.booking.places.taking import book

__all__ = [
    "NoPlaceThere",
    "NotForThem",
    "Lead",
    "Person",
    "accept",
    "approval_for",
    "book",
    "cancel_session",
    "close_waiting_list",
    "decide",
    "end_offers",
    "end_requests",
    "fill",
    "give_back",
    "give_grace",
    "hand_over",
    "let_in",
    "may_take_free_place",
    "move",
    "position",
    "release",
    "remind_managers",
    "take_free_place",
]
