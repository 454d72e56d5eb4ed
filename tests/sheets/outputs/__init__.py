"""The output tabs: what each shows, in every language, for findings made by hand."""
