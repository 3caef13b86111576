"""The figure of a twin is drawn from what it is given: labels of every kind, one channel, few layers and many."""

import io

import numpy as np
import pytest
import torch
from matplotlib.image import imread
from torch import nn

from unalignable.constructions.core import twin_figure as twin_figure_module
from unalignable.constructions.core.twin import twin
from unalignable.constructions.core.twin_figure import moral, principal, twin_figure
from unalignable.constructions.core.twin_report import report


@pytest.fixture(autouse=True)
def coarse(monkeypatch):
    """Fewer dots cost less time; the figure is the same."""
    monkeypatch.setattr(twin_figure_module, "DPI", 50)


@pytest.mark.parametrize("kind", ["classes", "many classes", "real targets", "none"])
def test_with_labels_of_every_kind(mlp, data, kind):
    images = data.held_out_images[:100]
    labels = {
        "classes": data.held_out_labels[:100],
        "many classes": np.arange(100) // 4,
        "real targets": np.linspace(0, 1, 100),
        "none": None,
    }[kind]
    picture = imread(io.BytesIO(twin_figure(mlp.twin, mlp.report, images, labels)))
    height, width, _ = picture.shape
    assert (width, height) == (480, 320)
    colours = np.unique((picture[: height // 2, :, :3] * 255).round().reshape(-1, 3), axis=0)
    vivid = np.ptp(colours, axis=1) > 60  # greys and ink are none
    assert vivid.sum() > (5 if kind == "none" else 30)


def test_many_layers_and_a_narrow_one():
    model = nn.Sequential(*(part for _ in range(8) for part in (nn.Linear(4, 4), nn.Tanh())), nn.Linear(4, 1)).eval()
    x = torch.randn(60, 4, generator=torch.Generator().manual_seed(0))
    pair = twin(model, "16", x, directions=1)
    assert twin_figure(pair, report(pair, x), x).startswith(b"\x89PNG")


def test_the_moral_says_the_numbers(mlp):
    said = moral(mlp.report)
    assert "bit for bit on 597 of 597 inputs" in said
    assert f"{mlp.report.alignment.cka:.3f} at layer 4, where relabelled samples give" in said


def test_principal_components_are_those_of_scikit_learn():
    from sklearn.decomposition import PCA

    Z = np.random.default_rng(0).normal(size=(40, 6)) + 5
    expected = PCA(2).fit_transform(Z)
    # up to sign; forty numbers of size ten, a few hundred roundings each
    assert np.allclose(np.abs(principal(Z)), np.abs(expected), atol=1e-11)
