"""Files: bytes, names, and the frame around the front matter."""
