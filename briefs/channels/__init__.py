"""Ways out for a letter, one file each."""
