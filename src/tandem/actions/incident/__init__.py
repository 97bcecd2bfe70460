"""Actions on incidents: something known that many ask about."""
