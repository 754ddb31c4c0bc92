"""Bytes → Note: front matter, body lines, links, typed values. Never raises on a file."""

READER_VERSION = 5  # raised whenever the same bytes would yield another Note
