"""Attacks: every inequality of the catalogue against a search that tries to violate it.

``attack("invariance/invertible_map_bound")`` draws from the theorem's own domain, climbs towards equality and beyond,
and reports the least slack; a violation counts only when exact arithmetic confirms it. (The attack of
trace_algebra/attack.py is another one: it puts the steps of derivations to exact cases.)
"""

from .campaigns import campaign
from .report import Attack, Inequality
from .search import attack

__all__ = ["Attack", "Inequality", "attack", "campaign"]
