"""Actions on metrics: what became of conversations is measured."""
