"""Trained networks against predictions: one file per experiment, outside ``core/``. None yet, beside the demo."""
