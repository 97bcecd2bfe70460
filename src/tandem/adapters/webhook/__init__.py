"""Posts what happened to another program."""
