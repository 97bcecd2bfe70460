"""How a turn works out its evidence: all steps in order, over ports; it reads and never writes."""
