"""The craft: what was never written down, answered, agreed or told."""
