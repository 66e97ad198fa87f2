"""What Alembic runs for every command: the migrations, on the connection that `database.py` hands over."""

from alembic import context

from gateway.store.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
