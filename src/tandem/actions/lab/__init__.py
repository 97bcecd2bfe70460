"""Actions that measure: questions, messages, calibration."""
