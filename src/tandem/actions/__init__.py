"""Actions: one verb per module; every write goes through one."""
