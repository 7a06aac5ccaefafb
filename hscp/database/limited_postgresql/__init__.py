"""Django's backend for PostgreSQL with connections that do not wait for ever: name it as the ENGINE of a database."""
