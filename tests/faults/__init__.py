"""What must never happen, tried with the real program: docs/reliability.md lists it all."""
