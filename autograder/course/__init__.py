"""What a course decides for itself: `autograder.toml`, and what handing in late costs."""
