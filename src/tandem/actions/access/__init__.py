"""Actions on access: agents, teams, inboxes, sessions, tokens and rate limits."""
