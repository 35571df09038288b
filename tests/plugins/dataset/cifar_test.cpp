#include <doctest/doctest.h>

#include "support/reader.hpp"
#include "support/real_data.hpp"

namespace {

using assay::Value;
using namespace test_support;

/// One record: `labels`, then all of red `colour`, of green `colour` + 1, of blue `colour` + 2; the very first pixel is 9.
std::string record(const std::string& labels, int colour) {
  std::string pixels;
  for (int channel = 0; channel < 3; ++channel) pixels += std::string(1024, static_cast<char>(colour + channel));
  pixels[0] = 9;
  return labels + pixels;
}

const Reader reader("cifar", {{"train_samples", Value::Array{"a.bin"}}, {"scale", "none"}});

}  // namespace

TEST_CASE("records of a label and three colour planes become images") {
  const TemporaryFolder folder;
  write_file(folder / "a.bin", record("\3", 100) + record("\7", 200));
  write_file(folder / "b.bin.gz", gzipped(record(std::string(1, '\0'), 20)));
  write_file(folder / "t.bin", record("\1", 30));
  const auto dataset = reader.in(folder, {{"train_samples", Value::Array{"a.bin", "b.bin"}}, {"test_samples", Value::Array{"t.bin"}}});
  CHECK(dataset->info().shape == std::vector<std::int64_t>{3, 32, 32});
  CHECK(dataset->info().count == 4);
  const auto contents = dataset->load();
  CHECK(contents.labels.equal(torch::tensor({3, 7, 0, 1}, torch::kInt64)));
  CHECK(contents.split.equal(torch::tensor({0, 0, 0, 1}, torch::kUInt8)));
  const auto images = contents.x.view({4, 3, 32, 32});
  CHECK(images[0][0][0][0].item<float>() == 9);
  CHECK(images[0][0][0][1].item<float>() == 100);
  CHECK(images[1][1].eq(201).all().item<bool>());
  CHECK(images[2][2].eq(22).all().item<bool>());
  CHECK(images[3][2][31][31].item<float>() == 32);
  CHECK(dataset->files().size() == 3);
  CHECK(reader.in(folder, {{"limit", 1}})->load().labels.equal(torch::tensor({3}, torch::kInt64)));
}

TEST_CASE("the fine label of two is the last") {
  const TemporaryFolder folder;
  write_file(folder / "a.bin", record("\1\x63", 5));
  CHECK(reader.in(folder, {{"label_bytes", 2}, {"classes", 100}})->load().labels.item<std::int64_t>() == 99);
}

TEST_CASE("files that are no whole records are reported") {
  const TemporaryFolder folder;
  const auto code = [&](const std::string& bytes, Value::Table options = {}) {
    write_file(folder / "a.bin", bytes);
    return load_problem(*reader.in(folder, std::move(options))).code;
  };
  CHECK(load_problem(*reader.in(folder)).code == "data.missing-file");
  CHECK(code("") == "data.empty-file");
  CHECK(code("x") == "data.truncated");
  CHECK(code(record("\1", 0) + "x") == "data.truncated");
  CHECK(code(gzipped(record("\1", 0) + "x")) == "data.truncated");
  CHECK(code(gzipped("")) == "data.truncated");
  CHECK(code(gzipped(record("\1", 0)).substr(0, 25)) == "data.truncated");
  CHECK(code(record("\x0a", 0)) == "data.label-out-of-range");
  std::string records;
  for (int i = 0; i < 100; ++i) records += record("\1", 0);
  CHECK(code(gzipped(records), {{"memory_limit", 1}}) == "data.too-large");
  CHECK(code(gzipped(records), {{"memory_limit", 1}, {"limit", 80}}).empty());
}

TEST_CASE("options that contradict each other are refused") {
  const auto code = [](const char* name, Value::Table options) {
    return test_support::error_code([&] { make_component<assay::Dataset>(name, options); });
  };
  CHECK(code("cifar", {}) == "spec.missing-option");
  CHECK(code("cifar", {{"train_samples", Value::Array{}}}) == "spec.inconsistent-options");
  CHECK(code("cifar", {{"train_samples", Value::Array{""}}}) == "spec.inconsistent-options");
  CHECK(code("cifar", {{"train_samples", Value::Array{"a"}}, {"split", "test"}}) == "spec.inconsistent-options");
  CHECK(code("cifar10", {{"test_samples", Value::Array{}}, {"split", "test"}}) == "spec.inconsistent-options");
  CHECK(code("cifar10", {}).empty());
}

TEST_CASE("damage of a compressed batch ends in a data error or in data of the right shape") {
  const TemporaryFolder folder;
  const auto count =
      test_support::try_damage(folder / "a.bin", gzipped(record("\1", 7) + record("\2", 77)), {1, 100}, [&] { return reader.in(folder); });
  CHECK(count.refused > 10 * count.read);
}

TEST_CASE("the real CIFAR-10 subset has the published batch") {
  const auto root = test_support::real_data("cifar10-subset/data_batch_1.bin.gz");
  if (root.empty()) return;
  const Value::Table subset = {
      {"folder", "cifar10-subset"}, {"train_samples", Value::Array{"data_batch_1.bin"}}, {"test_samples", Value::Array{"test_batch_first1000.bin"}}};
  const auto dataset = make_component<assay::Dataset>("cifar10", subset, {root});
  CHECK(dataset->info().count == 11000);
  CHECK(dataset->info().class_names[9] == "truck");
  const auto contents = dataset->load();
  const auto train = contents.labels.index({contents.split == 0});
  CHECK(torch::bincount(train).equal(torch::tensor({1005, 974, 1032, 1016, 999, 937, 1030, 1001, 1025, 981}, torch::kInt64)));
  CHECK(contents.split.sum().item<std::int64_t>() == 1000);
  CHECK(contents.x.min().item<float>() == 0.0F);
  CHECK(contents.x.max().item<float>() == 1.0F);
  // The published means over the whole training set are 0.4914, 0.4822 and 0.4465 for red, green and blue.
  const auto means = contents.x.view({11000, 3, 1024}).to(torch::kFloat64).mean(at::IntArrayRef({0, 2}));
  CHECK(torch::allclose(means, torch::tensor({0.4914, 0.4822, 0.4465}, torch::kFloat64), 0.0, 0.005));
}
