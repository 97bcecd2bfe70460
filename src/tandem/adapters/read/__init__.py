"""Readers turn files into articles and tickets: Markdown, HTML and JSONL."""
