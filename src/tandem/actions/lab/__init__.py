"""What is measured: questions, messages, calibrations, policies."""
