"""Otter-Grader and Gradescope: grading as their plugin, and the zip that brings everything with it."""
