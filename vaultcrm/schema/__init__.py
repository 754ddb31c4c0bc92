"""Types → Schema: what notes and lines may hold. The types themselves are data (`../types/`)."""
