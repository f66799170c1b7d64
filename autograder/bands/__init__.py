"""Reference bands: tolerance intervals of what the reference solution attains, and the sequential judgement by them."""
