"""The only place of the program that changes a file: whole, guarded writes, and what they write."""
