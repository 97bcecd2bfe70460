"""A message comes in, and the assistant takes its turn."""
