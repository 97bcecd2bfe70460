"""Fits models to data; only this package imports the heavy libraries."""
