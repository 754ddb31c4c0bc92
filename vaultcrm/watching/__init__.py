"""Events → index → reminders: the vault's book is kept while people work. The only home of
watchdog."""
