"""The built site on the real servers of its hosts."""
