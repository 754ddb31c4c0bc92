"""Front matter: how it is written."""
