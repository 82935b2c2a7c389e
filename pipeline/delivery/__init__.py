"""From a commune to the files that are handed over; comes last and may use every other room's results."""
