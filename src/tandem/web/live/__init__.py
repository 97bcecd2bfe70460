"""Live updates: one database listener per process, one stream per screen."""
