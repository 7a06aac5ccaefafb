"""Who keeps each record right and when it is looked at again: keepers, review dates, and what a leaver hands over."""
