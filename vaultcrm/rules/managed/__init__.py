"""Rules of properties that vaultcrm keeps up to date."""
