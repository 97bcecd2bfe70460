"""What agents do about promises."""
