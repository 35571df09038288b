#include "spec/reads.hpp"

#include <fstream>

#include <doctest/doctest.h>

#include "spec/compose.hpp"
#include "support/sample_catalog.hpp"
#include "support/temporary_folder.hpp"

using assay::spec::Reads;

namespace {

Reads reads_of(const std::string& text) {
  const test_support::TemporaryFolder folder;
  std::ofstream(folder / "spec.toml") << "schema = 1\n" << text;
  return {assay::spec::compose((folder / "spec.toml").string()).root, test_support::sample_catalog()};
}

const std::string stages = R"(
[encoder]
use = "mlp"
[stage.pretrain]
use = "autoencoder"
[stage.init]
use = "kmeans"
on = "pretrain"
)";

}  // namespace

TEST_CASE("a composed model reads its own tables and no stages") {
  const Reads reads = reads_of("[encoder]\nuse = \"mlp\"\n" + stages.substr(stages.find("[stage.pretrain]")));
  CHECK_FALSE(reads.baseline());
  CHECK(reads.contains("encoder.hidden"));
  CHECK(reads.contains("train.lr"));
  CHECK_FALSE(reads.contains("stage.pretrain"));
  CHECK_FALSE(reads.contains("baseline.clusters"));
}

TEST_CASE("a plain baseline reads neither encoder nor stages") {
  const Reads reads = reads_of(stages + "[baseline]\nuse = \"kmeans\"\n");
  CHECK(reads.baseline());
  CHECK(reads.contains("baseline.n_init"));
  CHECK_FALSE(reads.contains("encoder"));
  CHECK_FALSE(reads.contains("stage.pretrain.epochs"));
  CHECK_FALSE(reads.contains("train.lr"));
}

TEST_CASE("on leads to a stage and to all that the stage reads") {
  const Reads reads = reads_of(stages + "[baseline]\nuse = \"kmeans\"\non = \"init\"\n");
  CHECK(reads.contains("stage"));
  CHECK(reads.contains("stage.init.n_init"));
  CHECK(reads.contains("stage.pretrain.epochs"));
  CHECK(reads.contains("encoder.features"));
  CHECK_FALSE(reads.contains("stage.pre"));  // names count, not beginnings of names
  CHECK_FALSE(reads.names_unknown_stage());
}

TEST_CASE("needs lead to stages too, and a stage that is missing is noted") {
  CHECK(reads_of(stages + "[baseline]\nuse = \"dec\"\n").contains("stage.init"));
  const Reads reads = reads_of("[encoder]\nuse = \"mlp\"\n[stage.pretrain]\nuse = \"autoencoder\"\n[baseline]\nuse = \"dec\"\n");
  CHECK(reads.names_unknown_stage());
}

TEST_CASE("a stage that is the composed model leads to the parts of that model") {
  const std::string model = "[stage.model]\nuse = \"composed\"\n[baseline]\nuse = \"kmeans\"\n";
  const Reads reads = reads_of(stages + model + "on = \"model\"\n");
  CHECK(reads.baseline());
  for (const char* path : {"stage.model", "encoder.features", "latent.z.dim", "loss.bce.weight", "train.epochs", "dataset.count"}) {
    CAPTURE(path);
    CHECK(reads.contains(path));
  }
  CHECK_FALSE(reads.contains("stage.pretrain"));
  CHECK_FALSE(reads_of(stages + model).contains("train.epochs"));
}

TEST_CASE("stages that lead to each other do not keep the search from ending") {
  const Reads reads =
      reads_of("[stage.a]\nuse = \"kmeans\"\non = \"b\"\n[stage.b]\nuse = \"kmeans\"\non = \"a\"\n[baseline]\nuse = \"kmeans\"\non = \"a\"\n");
  CHECK(reads.contains("stage.a"));
  CHECK(reads.contains("stage.b"));
}
