"""From scanned land archives of one commune to parcels, register rows and findings."""
