"""What was run, what it showed and what was made of it: kept, so that nothing is done twice."""
