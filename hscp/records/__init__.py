"""What every content record is: its state, parts, links, rich text, history and addresses, whichever app it is of."""
