"""What the desk knows: articles, their passages, tickets as precedents, and how they are ranked."""
