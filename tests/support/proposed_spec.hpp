#pragma once

namespace test_support {

/// A complete small spec of the proposed model beside a baseline, for tests that vary it.
constexpr const char* proposed_spec = R"(schema = 1
study = "small"

[dataset]
use = "glyphs"
count = 1000

[encoder]
use = "mlp"
hidden = [64]

[latent.z]
use = "gaussian"
dim = 8

[latent.c]
use = "gumbel_softmax"
categories = 10

[[loss]]
use = "bce"

[[loss]]
use = "gaussian_kl"
on = "z"
weight = 5

[[loss]]
use = "categorical_kl"
on = "c"

[train]
epochs = 2
batch = 100

[evaluate]
metrics = ["acc", { use = "nmi" }]
)";

}  // namespace test_support
