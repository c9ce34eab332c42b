"""Alembic runs this: the migrations go through the connection, and in the transaction, of bot.store.migrating."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], render_as_batch=True)
context.run_migrations()
