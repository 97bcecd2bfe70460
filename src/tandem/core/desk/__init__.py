"""The values of the desk: agents, contacts, conversations, messages, and their rules."""
