"""Explicit pairs of networks: one file per pair, outside ``core/``. None yet; the folder is where they go."""
