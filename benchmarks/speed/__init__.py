"""How fast grading is, beside what instructors use today: `python -m benchmarks.speed`."""
