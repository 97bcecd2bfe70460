"""The embedded server: launcher, checks, scratch databases. It knows nothing of the desk."""
