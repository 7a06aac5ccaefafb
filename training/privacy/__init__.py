"""Personal data of training: how long it stays, what is held on one person, and who was erased."""
