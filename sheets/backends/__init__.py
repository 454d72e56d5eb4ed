"""Kinds of spreadsheet, one file each."""
