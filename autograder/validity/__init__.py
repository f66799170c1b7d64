"""How often the grader is wrong: mutants of the reference solutions, honest variants, and their error rates."""
