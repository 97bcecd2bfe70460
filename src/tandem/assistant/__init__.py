"""How a turn thinks: all steps in order, over ports; it reads and reasons, and never writes."""
