"""Output tabs, one file each."""
