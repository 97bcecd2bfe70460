"""What is kept: PostgreSQL, and the SQL that speaks to it."""
