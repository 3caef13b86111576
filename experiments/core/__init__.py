"""The command line and the demo: everything that is not itself an experiment."""
