"""The store: one SQL database, its schema and migrations, and the one thread that writes it."""
