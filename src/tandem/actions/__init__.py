"""Everything that changes data: one action per module, and no other way to write."""
