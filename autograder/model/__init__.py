"""The frozen data that passes between the steps: submission, evidence, assignment, grade."""
