"""What a cell may hold."""

Cell = str | float | int | bool | None  # days are serial numbers, counted from 1899-12-30

NOT_COMPUTED = "#NOT-COMPUTED!"  # a formula that no program has worked out and saved yet
