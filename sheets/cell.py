"""What a cell may hold."""

Cell = str | float | int | bool | None  # days are serial numbers, counted from 1899-12-30
