"""Actions on the desk's knowledge: articles and resolved tickets."""
