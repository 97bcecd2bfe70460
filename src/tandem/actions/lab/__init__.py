"""Measuring and calibrating: questions, messages, calibrations."""
