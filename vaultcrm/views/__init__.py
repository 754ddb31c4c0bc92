"""Questions to a vault: records + facts + expressions → tables. What `list` and `base` run, and
what anything else asks in the language of Obsidian's Bases."""
