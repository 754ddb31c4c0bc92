"""Obsidian's `.base` files in the vault."""
