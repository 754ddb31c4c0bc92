"""Lines of a note's body that are records."""
