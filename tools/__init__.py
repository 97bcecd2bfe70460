"""Maintainers' scripts: they fit the shipped models and make release fixtures."""
