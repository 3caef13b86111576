"""Packages by a rule: every folder under the three roots ships, so adding an item touches no list."""

from setuptools import find_namespace_packages, setup

ROOTS = ("theory", "constructions", "experiments")
ROCQ = ("rocq/**/*.v", "rocq/_CoqProject", "rocq/Makefile", "rocq/statements.md")  # sources only, of theory
FOUND = find_namespace_packages(
    include=[pattern for root in ROOTS for pattern in (root, f"{root}.*")],
    exclude=["theory.rocq", "theory.rocq.*", "*.__pycache__"],
)

setup(
    packages=[f"unalignable.{name}" for name in FOUND],
    package_dir={f"unalignable.{root}": root for root in ROOTS},
    package_data={f"unalignable.{root}": ["py.typed", "*.bib", *ROCQ] for root in ROOTS}
    | {"unalignable.constructions.core.field": ["*.toml", "*.json"]},
)
