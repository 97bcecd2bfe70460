"""Turns figures into self-contained HTML pages."""
