"""What the desk learns from: articles and resolved tickets."""
