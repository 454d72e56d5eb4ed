"""The documentation, and the scripts that make its generated pages and pictures."""
