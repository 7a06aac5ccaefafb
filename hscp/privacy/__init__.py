"""Personal data: which fields hold it, how long it is kept, what a person may see of it, and what no log may hold."""
