"""Who is in the class: a learning platform's table read, and submissions matched with its people."""
