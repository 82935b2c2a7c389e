"""Placed sheets to parcels: lines, faces and labels."""
