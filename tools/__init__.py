"""Scripts of the maintainers: they fit what is shipped, and keep what was released."""
