"""Pages in other words: the languages that editors add, easy read, and the wordings of records in them."""
