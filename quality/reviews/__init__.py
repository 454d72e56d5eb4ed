"""What reviews say: triage, replies and their checks, the queue, and signals for the team."""
