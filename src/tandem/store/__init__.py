"""Storage: PostgreSQL and the SQL for it."""
