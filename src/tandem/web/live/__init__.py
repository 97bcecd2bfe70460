"""What happens, told while it happens: one listener a process, one stream a screen."""
