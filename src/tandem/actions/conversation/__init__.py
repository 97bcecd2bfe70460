"""Actions on a conversation, by its customer, by an agent, or at a certain time."""
