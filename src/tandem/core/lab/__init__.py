"""Evidence before autonomy: what the assistant would have done, measured."""
