"""Figures in, self-contained HTML pages out."""
