"""Parcels and register rows of many sheets become one commune."""
