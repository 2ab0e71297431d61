"""How fast the generator is, and how it compares with others: `python -m tests.benchmarks`."""
