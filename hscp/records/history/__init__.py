"""What a record looked like at a time: its versions, what changed between two, and going back to one."""
