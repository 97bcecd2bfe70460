"""Asks the firm's own systems."""
