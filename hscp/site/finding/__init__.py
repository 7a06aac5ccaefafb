"""The editors' search: one box over every kind of record in every state, and over people for those who may see them."""
