"""Adapters: each module talks to one thing outside the program, in the core's types."""
