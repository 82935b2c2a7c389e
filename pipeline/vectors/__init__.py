"""Maps that are already digital: drawings and tables to sheets of parcels in metres. Knows no other room."""
