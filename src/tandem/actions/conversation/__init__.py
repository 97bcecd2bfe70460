"""What is done in a conversation, by its customer, an agent or the clock."""
