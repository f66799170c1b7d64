"""Grade Keras coursework by what a notebook really did."""
