"""The team's spreadsheets: tabs in, tabs out."""
