"""Words and templates, one folder a language; data only."""
