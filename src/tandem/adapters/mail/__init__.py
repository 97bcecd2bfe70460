"""Sends mail by SMTP."""
