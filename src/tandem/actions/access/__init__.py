"""Access to the desk: agents, teams, inboxes, sessions, tokens and rate limits."""
