"""Tables and weights that the program reads; sources stand in docs/sources.md."""
