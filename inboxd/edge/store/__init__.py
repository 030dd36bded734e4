"""SQL: SQLite or PostgreSQL, one schema and one set of statements."""
