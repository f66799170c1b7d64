"""Many runs: how many at a time, on which machines, how long it takes, how it ends early."""
