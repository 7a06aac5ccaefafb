"""The sheets of training: sessions, and bookings with those of a partnership that kept its own lists before."""
