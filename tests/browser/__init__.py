"""The first site in a real browser."""
