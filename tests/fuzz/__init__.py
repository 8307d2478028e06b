"""Look for what breaks us, by machine: `make fuzz`, or `python -m tests.fuzz feed --seconds 300`.

Each module here is one target. `TOKENS` are what its inputs are woven of, `SEEDS` what to begin with, and
`once` does with one input what we do with it, and fails when a promise is broken.
"""
