"""Carriers: namespaces of primitives and measures over one kind of number."""
