"""Actions on what the desk learns from: articles and resolved tickets."""
