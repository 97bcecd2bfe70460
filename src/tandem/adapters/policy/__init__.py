"""Reads, watches and writes the policy file."""
