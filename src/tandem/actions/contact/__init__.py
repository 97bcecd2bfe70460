"""What is done to a contact, and by one."""
