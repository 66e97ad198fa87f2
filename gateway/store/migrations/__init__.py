"""The migrations of the store, one file per step in `versions/`; Alembic runs them."""
