"""Similar work: pairs of submissions that are more alike than independent solutions are. A hint for a person."""
