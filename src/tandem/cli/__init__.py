"""Who asks from a shell: a file a command."""
