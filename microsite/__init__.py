"""A generator of static informational sites; `build.py` at the top shows how its parts work together."""

__version__ = "0.1.0"
