"""What is on PyPI: adapters of other people's packages (adapters.toml), and what the suite found (found.json)."""
