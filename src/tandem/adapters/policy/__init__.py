"""The policy file, read strictly."""
