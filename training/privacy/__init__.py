"""Personal data of training: which fields hold it, how it ends, and what is done for one person."""
