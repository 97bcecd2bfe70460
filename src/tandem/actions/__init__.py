"""What is done: one verb a module; every write goes through here."""
