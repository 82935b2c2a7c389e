"""Labels of parcels: where they stand on a sheet, and what they say."""
