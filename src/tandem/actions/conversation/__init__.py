"""Actions on conversations, by customers, agents or the passing of time."""
