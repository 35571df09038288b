#include "spec/compose.hpp"

#include <fstream>

#include <doctest/doctest.h>

#include "support/temporary_folder.hpp"

using assay::Value;
using assay::spec::compose;
using assay::spec::Composed;

namespace {

/// A folder of specs; every file gets the schema line.
class Specs {
 public:
  void add(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << "schema = 1\n" << text;
  }
  Composed composed(const std::string& name) const { return compose((folder_ / name).string()); }
  [[nodiscard]] std::string code(const std::string& name) const {
    try {
      composed(name);
    } catch (const assay::SpecError& error) {
      return error.code();
    }
    return {};
  }
  [[nodiscard]] std::string path(const std::string& name) const { return (folder_ / name).string(); }

 private:
  test_support::TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("later files win and the file itself wins over what it extends") {
  const Specs specs;
  specs.add("a.toml", "[train]\nepochs = 1\nbatch = 1\nlr = 1.0\n");
  specs.add("b.toml", "[train]\nbatch = 2\nlr = 2.0\n");
  specs.add("c.toml", "extends = [\"a.toml\", \"b.toml\"]\n[train]\nlr = 3.0\n");
  const Composed spec = specs.composed("c.toml");
  CHECK(spec.root.find("train")->to_value() == Value(Value::Table{{"epochs", 1}, {"batch", 2}, {"lr", 3.0}}));
  CHECK(spec.root.find("extends") == nullptr);
  const auto& lr = *spec.root.find("train")->find("lr");
  CHECK(lr.origin.file == specs.path("c.toml"));
  REQUIRE(lr.overridden.size() == 2);
  CHECK(lr.overridden[0].file == specs.path("a.toml"));
  CHECK(lr.overridden[1].file == specs.path("b.toml"));
  CHECK(spec.sources.size() == 3);
  CHECK(spec.sources.front().path == specs.path("c.toml"));
}

TEST_CASE("a place that several files bring is told once") {
  const Specs specs;
  specs.add("base.toml", "[train]\nlr = 1.0\nbatch = 5\n");
  specs.add("part.toml", "extends = [\"base.toml\"]\n[train]\nlr = 2.0\n");
  specs.add("a.toml", "extends = [\"part.toml\"]\n");
  specs.add("b.toml", "extends = [\"part.toml\"]\n");
  specs.add("c.toml", "extends = [\"a.toml\", \"b.toml\"]\n");
  const Composed spec = specs.composed("c.toml");
  const auto& lr = *spec.root.find("train")->find("lr");
  CHECK(lr.origin.file == specs.path("part.toml"));
  REQUIRE(lr.overridden.size() == 1);
  CHECK(lr.overridden[0].file == specs.path("base.toml"));
  CHECK(spec.root.find("train")->find("batch")->overridden.empty());
}

TEST_CASE("included paths are relative to the including file") {
  const Specs specs;
  specs.add("parts/deep/x.toml", "[run]\nthreads = 4\n");
  specs.add("parts/y.toml", "extends = \"deep/x.toml\"\n");
  specs.add("slides/z.toml", "extends = [\"../parts/y.toml\"]\n");
  const Composed spec = specs.composed("slides/z.toml");
  CHECK(spec.root.find("run")->find("threads")->scalar == Value(4));
  CHECK(spec.included_from.at(specs.path("parts/deep/x.toml")).file == specs.path("parts/y.toml"));
  CHECK(spec.included_from.at(specs.path("parts/y.toml")).line == 2);
}

TEST_CASE("what the framework reads of a component's table outlives a change of the component, as with --set") {
  const Specs specs;
  specs.add("a.toml",
            "[dataset]\nuse = \"mnist\"\ntrain_on = \"training_part\"\nlimit = 5\n[baseline]\nuse = \"kmeans\"\non = \"pretrain\"\nclusters = 3\n");
  specs.add("b.toml", "extends = \"a.toml\"\n[dataset]\nuse = \"usps\"\n[baseline]\nuse = \"gmm\"\n");
  const Composed spec = specs.composed("b.toml");
  CHECK(spec.root.find("dataset")->to_value() == Value(Value::Table{{"use", "usps"}, {"train_on", "training_part"}}));
  CHECK(spec.root.find("baseline")->to_value() == Value(Value::Table{{"use", "gmm"}, {"on", "pretrain"}}));
}

TEST_CASE("changing use drops the options of the old component and nothing else") {
  const Specs specs;
  specs.add("a.toml", "[latent.z]\nuse = \"gaussian\"\ndim = 3\n[latent.c]\nuse = \"gumbel_softmax\"\n");
  specs.add("b.toml", "extends = \"a.toml\"\n[latent.z]\nuse = \"deterministic\"\n");
  specs.add("c.toml", "extends = \"a.toml\"\n[latent.z]\nuse = \"gaussian\"\nlogvar_bound = 5.0\n");
  CHECK(specs.composed("b.toml").root.find("latent")->to_value() ==
        Value(Value::Table{{"z", Value::Table{{"use", "deterministic"}}}, {"c", Value::Table{{"use", "gumbel_softmax"}}}}));
  CHECK(specs.composed("c.toml").root.find("latent")->find("z")->to_value() ==
        Value(Value::Table{{"use", "gaussian"}, {"dim", 3}, {"logvar_bound", 5.0}}));
}

TEST_CASE("arrays replace as a whole") {
  const Specs specs;
  specs.add("a.toml", "[[loss]]\nuse = \"bce\"\n[[loss]]\nuse = \"gaussian_kl\"\n");
  specs.add("b.toml", "extends = \"a.toml\"\n[[loss]]\nuse = \"mse\"\n");
  const Composed spec = specs.composed("b.toml");
  REQUIRE(spec.root.find("loss")->items.size() == 1);
  CHECK(spec.root.find("loss")->items.front().text("use") == "mse");
}

TEST_CASE("a diamond is fine as long as both sides agree on what the shared file sets") {
  const Specs specs;
  specs.add("base.toml", "[train]\nlr = 1.0\nepochs = 1\n");
  specs.add("left.toml", "extends = \"base.toml\"\n[train]\nlr = 2.0\n");
  specs.add("right.toml", "extends = \"base.toml\"\n[run]\nthreads = 2\n");
  specs.add("conflict.toml", "extends = [\"left.toml\", \"right.toml\"]\n");
  specs.add("settled.toml", "extends = [\"left.toml\", \"right.toml\"]\n[train]\nlr = 3.0\n");
  specs.add("same.toml", "extends = [\"right.toml\", \"right.toml\"]\n");
  CHECK(specs.code("conflict.toml") == "spec.include-conflict");
  CHECK(specs.composed("settled.toml").root.find("train")->find("lr")->scalar == Value(3.0));
  CHECK(specs.code("same.toml").empty());
}

TEST_CASE("a cycle is an error that shows the chain") {
  const Specs specs;
  specs.add("a.toml", "extends = \"b.toml\"\n");
  specs.add("b.toml", "extends = \"./a.toml\"\n");
  try {
    specs.composed("a.toml");
    FAIL("a cycle was accepted");
  } catch (const assay::SpecError& error) {
    CHECK(error.code() == "spec.include-cycle");
    CHECK(error.diagnostics().front().notes.front() == specs.path("a.toml") + " -> " + specs.path("b.toml") + " -> " + specs.path("a.toml"));
  }
}
