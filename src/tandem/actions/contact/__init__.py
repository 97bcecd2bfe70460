"""Actions on a contact, by agents or by the contact."""
