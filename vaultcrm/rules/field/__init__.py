"""Front matter: properties and their values."""
