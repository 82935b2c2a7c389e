"""Scanned map sheets: found, read and placed in VN-2000."""
