"""What is reached: each module speaks to one outside thing, in the core's types."""
