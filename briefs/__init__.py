"""What to say to whom, in which words, and how it goes out."""
