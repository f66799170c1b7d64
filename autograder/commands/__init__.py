"""What each command does, free of parsing: plain arguments in, an exit code out."""
