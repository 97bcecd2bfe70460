"""One run of the assistant: what it saw, what it composed, and what was decided."""
