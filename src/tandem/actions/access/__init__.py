"""Who may come in: agents, teams, inboxes, sessions, tokens and their limits."""
