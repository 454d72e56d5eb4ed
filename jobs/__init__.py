"""When, in what order and for whom: the only room that knows the others."""
