"""Accuracy and speed on rendered communes; run with ``make benchmark``."""
