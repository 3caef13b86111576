"""The walk, the look-up, and the faults that the catalogue's own check must find."""

import textwrap

import pytest

from unalignable.theory.core import catalogue
from unalignable.theory.core.catalogue import CatalogueError, Entry
from unalignable.theory.core.record import Theorem, eq


def entry(slug, *, uses=(), cites=(), docstring="A fact.\n\nProof. So.\nSharpness. Yes.\nSource. Derived here.\n"):
    family, name = slug.split("/")
    made = Entry(family, name, None)
    theorem = Theorem(
        statement="1 = 1",
        case={},
        claim=lambda m: eq(1, 1),
        domain=[{}],
        why_not={"symbolic": "a toy"},
        uses=uses,
        cites=cites,
    )
    made.__dict__.update(docstring=docstring, theorem=theorem)
    return made


def faults(*items, keys=("known2020",)):
    with pytest.raises(CatalogueError) as caught:
        catalogue.check({item.slug: item for item in items}, keys)
    return str(caught.value)


def test_the_catalogue_is_consistent():
    catalogue.check()


def test_every_file_of_a_family_is_an_entry():
    slugs = {e.slug for e in catalogue.walk()}
    on_disk = {
        f"{path.parent.name}/{path.stem}"
        for path in catalogue.ROOT.glob("*/*.py")
        if path.parent.name != "core" and path.stem != "__init__"
    }
    assert slugs == on_disk
    assert len(slugs) >= 40


def test_a_consistent_toy_passes():
    catalogue.check({"a/b": entry("a/b", cites=("known2020",))}, {"known2020"})


def test_unknown_use_is_found_and_the_nearest_named():
    assert "uses 'a/cc', which is not in the catalogue; nearest: a/c" in faults(
        entry("a/b", uses=("a/cc",)), entry("a/c")
    )


def test_a_cycle_is_found():
    assert "a/b -> a/c -> a/b" in faults(entry("a/b", uses=("a/c",)), entry("a/c", uses=("a/b",)))


def test_an_unknown_citation_is_found():
    assert "cites 'konwn2020'" in faults(entry("a/b", cites=("konwn2020",)))


def test_a_docstring_without_proof_is_found():
    assert "no section 'Proof'" in faults(entry("a/b", docstring="A fact.\n\nSharpness. Yes.\nSource. Here.\n"))


def test_a_title_must_be_a_sentence():
    assert "must be the fact" in faults(entry("a/b", docstring="a title\n\nProof. x\nSharpness. y\nSource. z\n"))


def test_sections_are_read_whole():
    text = "Fact.\n\nProof.     One line\n           and another.\nSharpness. None.\nSource.    Derived here.\n"
    made = entry("a/b", docstring=text)
    assert made.title == "Fact."
    assert made.section("Proof") == "One line and another."
    assert made.section("Source") == "Derived here."


def test_look_up_names_the_nearest():
    slug = next(iter(catalogue.entries()))
    with pytest.raises(CatalogueError, match=f"nearest: .*{slug}"):
        catalogue.get(slug[:-1])
    with pytest.raises(CatalogueError, match="no theorem or family"):
        catalogue.select(["nothing/like_this"])


def test_select_takes_slugs_and_families_once():
    family = catalogue.families()[0]
    members = [e.slug for e in catalogue.select([family])]
    assert [e.slug for e in catalogue.select([members[0], family])] == members
    assert len(catalogue.select([])) == len(catalogue.entries())


def test_a_file_without_a_theorem_is_refused(tmp_path, monkeypatch):
    package = tmp_path / "catalogue_without_theorem"
    (package / "family").mkdir(parents=True)
    (package / "family" / "empty.py").write_text(textwrap.dedent('"""A fact."""\n'))
    monkeypatch.syspath_prepend(tmp_path)
    (found,) = catalogue.walk(package, "catalogue_without_theorem")
    with pytest.raises(CatalogueError, match="defines no THEOREM"):
        _ = found.theorem


def test_bibliography_is_read():
    keys = catalogue.bibliography()
    assert keys["kornblith2019similarity"].startswith("@inproceedings{kornblith2019similarity")
    assert all(entry.count("{") == entry.count("}") for entry in keys.values())
