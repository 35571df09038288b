#include <doctest/doctest.h>

#include "run/label.hpp"

using assay::Value;
using assay::run::trial_label;

TEST_CASE("a trial is called after its arm and its swept options and its seed") {
  CHECK(trial_label("idec", Value::Table{}, 3) == "idec seed 3");
  CHECK(trial_label("idec", {}, 3) == "idec seed 3");
  const Value axes = Value::Table{{"latent.z.dim", 10}, {"train.lr", 1e-3}, {"loss.mse.reduction", "mean"}, {"encoder.hidden", Value::Array{5, 6}}};
  CHECK(trial_label("idec", axes, 3) == "idec hidden=[5,6] dim=10 reduction=mean lr=0.001 seed 3");
}

TEST_CASE("swept options of one name are called by as much of their paths as tells them apart") {
  const Value axes = Value::Table{{"loss.bce.weight", 3}, {"loss.gaussian_kl.weight", 1}, {"weight", 5}, {"train.lr", 1e-3}};
  CHECK(trial_label("main", axes, 1) == "main bce.weight=3 gaussian_kl.weight=1 lr=0.001 weight=5 seed 1");
  const Value deep = Value::Table{{"stage.a.encoder.features", 2}, {"stage.b.encoder.features", 4}};
  CHECK(trial_label("main", deep, 1) == "main a.encoder.features=2 b.encoder.features=4 seed 1");
}
