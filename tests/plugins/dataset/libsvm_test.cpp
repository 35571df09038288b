#include <doctest/doctest.h>

#include "support/reader.hpp"
#include "support/real_data.hpp"

namespace {

using assay::Value;
using namespace test_support;

const Reader reader("libsvm", {{"train_samples", "a.svm"}, {"scale", "none"}});

assay::Diagnostic problem(const std::string& text, Value::Table options = {}) { return reader.problem("a.svm", text, std::move(options)); }

}  // namespace

TEST_CASE("sparse lines become dense rows") {
  const TemporaryFolder folder;
  const std::string text = "# made by hand\n1 1:0.5 4:-2e1\r\n\n0\n+2.0 qid:7 2:+1  3:.25 # end\n3 4:1";
  write_file(folder / "a.svm", text);
  const auto dataset = reader.in(folder);
  CHECK(dataset->info().count == 4);
  CHECK(dataset->info().shape == std::vector<std::int64_t>{4});
  CHECK(dataset->info().classes == 10);
  const auto expected = values({0.5, 0, 0, -20, 0, 0, 0, 0, 0, 1, 0.25, 0, 0, 0, 0, 1}).view({4, 4});
  CHECK(dataset->load().x.equal(expected));
  CHECK(dataset->load().labels.equal(torch::tensor({1, 0, 2, 3}, torch::kInt64)));
  CHECK(reader.in(folder, {{"limit", 2}})->load().x.equal(expected.narrow(0, 0, 2)));
  write_file(folder / "a.svm", gzipped(text));
  CHECK(reader.in(folder)->load().x.equal(expected));
}

TEST_CASE("indices may count from 0 and the number of features may be given") {
  const TemporaryFolder folder;
  write_file(folder / "a.svm", "0 0:1 2:3\n");
  CHECK(reader.in(folder, {{"first_index", 0}})->load().x.equal(values({1, 0, 3}).view({1, 3})));
  CHECK(reader.in(folder, {{"first_index", 0}, {"features", 5}})->load().x.equal(values({1, 0, 3, 0, 0}).view({1, 5})));
  write_file(folder / "b.svm", "0 0:1\n");
  const Value::Table two = {{"first_index", 0}, {"test_samples", "b.svm"}};
  const auto unequal = load_problem(*reader.in(folder, two));
  CHECK(unequal.code == "data.shape-mismatch");
  auto given = two;
  given["features"] = 3;
  CHECK(reader.in(folder, given)->load().split.equal(torch::tensor({0, 1}, torch::kUInt8)));
}

TEST_CASE("labels may count from 1 or be listed") {
  const TemporaryFolder folder;
  write_file(folder / "a.svm", "-1 1:1\n+1 1:1\n");
  const auto listed = reader.in(folder, {{"label_values", Value::Array{-1, 1}}});
  CHECK(listed->info().classes == 2);
  CHECK(listed->load().labels.equal(torch::tensor({0, 1}, torch::kInt64)));
  CHECK(problem("-1 1:1\n2 1:1\n", {{"label_values", Value::Array{-1, 1}}}).code == "data.label-out-of-range");
  CHECK(problem("3 1:1\n", {{"first_label", 1}, {"classes", 3}}).code.empty());
  CHECK(problem("0 1:1\n", {{"first_label", 1}, {"classes", 3}}).code == "data.label-out-of-range");
  CHECK_THROWS_AS(static_cast<void>(reader.in(folder, {{"label_values", Value::Array{1, 1}}})), assay::SpecError);
}

TEST_CASE("lines that cannot be understood are reported with their number") {
  const auto bad = problem("1 1:1\n1 1:2 x\n");
  CHECK(bad.code == "data.bad-line");
  CHECK(contains(bad.message, "'x' in line 2"));
  for (const char* text : {"a 1:1", "1 1:", "1 :1", "1 1:x", "1 1.5:1", "1 2:1 2:1", "1 2:1 1:1", "1,2 1:1", "1 1:1:1", "1 1:0x1"}) {
    CAPTURE(text);
    CHECK(problem(text).code == "data.bad-line");
  }
  CHECK(problem("0 0:1").code == "data.index-out-of-range");
  CHECK(contains(problem("0 0:1").help, "first_index"));
  CHECK(problem("0 -1:1").code == "data.index-out-of-range");
  CHECK(problem("0 999999999999:1").code == "data.index-out-of-range");
  CHECK(problem("0 99999999999999999999:1").code == "data.bad-line");
  CHECK(problem("0 7:1", {{"features", 6}}).code == "data.index-out-of-range");
}

TEST_CASE("values and labels are checked") {
  CHECK(problem("0 1:nan").code == "data.not-finite");
  CHECK(problem("0 1:inf").code == "data.not-finite");
  CHECK(problem("0 1:1e999").code == "data.bad-line");
  CHECK(problem("0 1:2", {{"scale", "unit"}}).code == "data.value-out-of-range");
  CHECK(problem("1.5 1:1").code == "data.label-not-whole");
  CHECK(problem("nan 1:1").code == "data.label-not-whole");
  CHECK(problem("-1 1:1").code == "data.label-out-of-range");
  CHECK(problem("1e300 1:1").code == "data.label-out-of-range");
}

TEST_CASE("files that are no text, empty, or too large are reported") {
  CHECK(problem("").code == "data.empty-file");
  CHECK(problem("# nothing\n").code == "data.no-samples");
  CHECK(problem(std::string("1 1:1\n\0", 7)).code == "data.wrong-magic");
  CHECK(problem("0 10000000:1").code.empty());  // 38 MiB
  CHECK(problem("0 10000000:1", {{"memory_limit", 30}}).code == "data.too-large");
  constexpr std::size_t too_long = 17000000;
  CHECK(problem(gzipped(std::string(too_long, '1'))).code == "data.line-too-long");
}

TEST_CASE("damage of a valid file ends in a data error or in finite data") {
  const TemporaryFolder folder;
  const std::string text = "1 1:0.5 4:-2e1\n0\n2 qid:7 2:1  3:.25 # end\n3 4:1\n";
  const auto make = [&] { return reader.in(folder, {{"memory_limit", 16}}); };
  const auto plain = test_support::try_damage(folder / "a.svm", text, {1, 60}, make);
  CHECK(plain.refused > 60);
  const auto compressed = test_support::try_damage(folder / "a.svm", gzipped(text), {1, 60}, make);
  CHECK(compressed.refused > 10 * compressed.read);
}

TEST_CASE("the text form of the real REUTERS-10K has the described counts and norms") {
  const auto root = test_support::real_data("reuters10k/reuters10k_tfidf.svm.gz");
  if (root.empty()) return;
  const auto contents =
      make_component<assay::Dataset>("libsvm", {{"train_samples", "reuters10k/reuters10k_tfidf.svm"}, {"classes", 4}, {"scale", "none"}}, {root})
          ->load();
  CHECK(contents.x.sizes() == at::IntArrayRef({10000, 2000}));
  CHECK(torch::bincount(contents.labels).equal(torch::tensor({4152, 2237, 2763, 848}, torch::kInt64)));
  CHECK((contents.x.norm(2, 1, false, torch::kFloat64) - 44.72136).abs().max().item<double>() < 1e-3);
}
