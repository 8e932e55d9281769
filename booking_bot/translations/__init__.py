"""The catalogues of what customers read."""
