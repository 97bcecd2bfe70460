"""Stores the bytes of files."""
