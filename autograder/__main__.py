"""`python -m autograder`: the command, also where its script is on no path."""

from autograder.cli import main

if __name__ == "__main__":
    main()
