"""Makes true replies from articles, and replies with one planted error each."""
