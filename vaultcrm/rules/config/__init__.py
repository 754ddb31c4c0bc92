"""The vault's own settings and types."""
