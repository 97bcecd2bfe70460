"""Asks language models."""
