"""What customers say of themselves and their case, and how it is asked for: to measure repeats."""
