"""Data → text: tables, JSON, Markdown, HTML. The only home of Jinja, rich and Markdown."""
