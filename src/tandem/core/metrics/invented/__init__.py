"""Invented histories of a desk, with known truth: for the demo, and to test intervals."""
