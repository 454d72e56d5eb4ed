"""What the records say: pure arithmetic over frames; no input, no output, no clock."""
