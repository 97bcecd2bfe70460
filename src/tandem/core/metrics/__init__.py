"""Rates with their denominators and intervals."""
