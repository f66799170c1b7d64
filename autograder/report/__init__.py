"""Grades for people and programs: pure functions from grades to text, and one small module that writes files."""
