"""Notes → SQLite → records. The only home of SQL; everything in it can be thrown away."""
