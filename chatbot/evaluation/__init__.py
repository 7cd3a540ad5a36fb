"""Outcomes on a question set made into figures, comparisons and a calibration."""
