"""Records, carriers, judge and measures: everything that is not itself a theorem."""
