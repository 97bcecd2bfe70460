"""Actions on a message and the assistant's turn."""
