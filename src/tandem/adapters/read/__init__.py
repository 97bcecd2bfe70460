"""Bytes in, articles and tickets out: Markdown, HTML and JSONL."""
