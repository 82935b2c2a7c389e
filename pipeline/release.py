"""Which release of the program this is; ``CHANGELOG.md`` tells what is in it."""

VERSION = "0.5.0"
