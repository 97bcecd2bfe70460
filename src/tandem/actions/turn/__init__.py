"""Actions of a turn: a message is received, and the assistant takes its turn."""
