"""Run by Alembic: applies migrations on the connection, and in the transaction, of whoever asked."""

from alembic import context

from inboxd.edge.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # SQLite rolls back DDL like anything else, once its driver leaves transactions alone
)
context.run_migrations()
