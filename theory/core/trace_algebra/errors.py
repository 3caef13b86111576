"""What a derivation raises when a step does not follow."""

from __future__ import annotations


class NotProved(Exception):
    """A step of a derivation does not follow from the rules; the claim may still be true."""
