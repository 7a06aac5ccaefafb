"""What follows a session: the register, certificates, what people thought of it, and a person's training record."""
