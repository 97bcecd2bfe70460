"""Claims as a language model words them, written by hand from the demo's articles and judged."""
