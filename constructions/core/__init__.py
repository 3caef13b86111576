"""What pairs are made of: everything that is not itself a pair."""
