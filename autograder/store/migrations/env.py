"""Alembic's entry: runs the steps in the transaction that `autograder.store.upgrade` opened."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
