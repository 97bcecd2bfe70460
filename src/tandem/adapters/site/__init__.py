"""Reads a help centre on the web: its sitemap, or the pages that its index links to."""
