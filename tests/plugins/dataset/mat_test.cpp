#include <doctest/doctest.h>

#include <array>

#include "support/idx_files.hpp"
#include "support/mat_files.hpp"
#include "support/reader.hpp"

namespace {

using assay::Value;
using namespace test_support;

constexpr int uint8_class = 9;
constexpr int uint8_type = 2;

const Reader reader("mat", {{"train_samples", "a.mat:X"}, {"scale", "none"}});

assay::Diagnostic problem(const std::string& bytes, Value::Table options = {}) { return reader.problem("a.mat", bytes, std::move(options)); }

std::string count_up(int count) {
  std::string bytes;
  for (int i = 0; i < count; ++i) bytes.push_back(static_cast<char>(i % 251));
  return bytes;
}

const std::string matrix = mat_variable("X", uint8_class, {3, 2}, uint8_type, idx_bytes({1, 2, 3, 4, 5, 6}));
const std::string labels = mat_variable("y", 6, {3, 1}, uint8_type, idx_bytes({1, 3, 2}));  // doubles, stored as bytes as MATLAB does

}  // namespace

TEST_CASE("variables become rows and labels, compressed or not") {
  for (const bool compressed : {false, true}) {
    const TemporaryFolder folder;
    write_file(folder / "a.mat", mat_file(compressed ? mat_compressed(matrix) + mat_compressed(labels) : matrix + labels));
    const auto dataset = reader.in(folder, {{"train_labels", "a.mat:y"}, {"first_label", 1}, {"classes", 3}});
    CHECK(dataset->info().count == 3);
    CHECK(dataset->info().shape == std::vector<std::int64_t>{2});
    // MATLAB stores the first column, then the second.
    CHECK(dataset->load().x.equal(values({1, 4, 2, 5, 3, 6}).view({3, 2})));
    CHECK(dataset->load().labels.equal(torch::tensor({0, 2, 1}, torch::kInt64)));
    CHECK(dataset->files() == std::vector<std::filesystem::path>{folder / "a.mat"});
  }
}

TEST_CASE("the last axis may count the samples and the only variable needs no name") {
  const TemporaryFolder folder;
  write_file(folder / "a.mat", mat_file(matrix));
  const auto dataset = reader.in(folder, {{"train_samples", "a.mat"}, {"sample_axis", "last"}});
  CHECK(dataset->load().x.equal(values({1, 2, 3, 4, 5, 6}).view({2, 3})));
}

TEST_CASE("SVHN is height x width x channel x sample and calls the digit 0 ten") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "svhn");
  const auto part = [](int samples, const std::string& y) {
    return mat_file(mat_compressed(mat_variable("X", uint8_class, {32, 32, 3, samples}, uint8_type, count_up(3072 * samples))) +
                    mat_compressed(mat_variable("y", 6, {samples, 1}, uint8_type, y)));
  };
  write_file(folder / "svhn/train_32x32.mat", part(2, idx_bytes({10, 1})));
  write_file(folder / "svhn/extra_32x32.mat", part(1, idx_bytes({9})));
  write_file(folder / "svhn/test_32x32.mat", part(1, idx_bytes({5})));
  const auto make = [&](Value::Table options) {
    options.emplace("scale", "none");
    return make_component<assay::Dataset>("svhn", std::move(options), {folder.path()});
  };
  const auto dataset = make({});
  CHECK(dataset->info().shape == std::vector<std::int64_t>{3, 32, 32});
  CHECK(dataset->info().highest == 255.0);
  const auto contents = dataset->load();
  CHECK(contents.labels.equal(torch::tensor({0, 1, 5}, torch::kInt64)));
  CHECK(contents.split.equal(torch::tensor({0, 0, 1}, torch::kUInt8)));
  const auto images = contents.x.view({3, 3, 32, 32});
  for (const auto& [sample, channel, row, column] :
       {std::array{0, 0, 1, 0}, std::array{0, 0, 0, 1}, std::array{0, 1, 0, 0}, std::array{1, 2, 30, 31}}) {
    const int stored = row + 32 * column + 1024 * channel + 3072 * sample;
    CHECK(images[sample][channel][row][column].item<float>() == static_cast<float>(stored % 251));
  }
  CHECK(make({{"extra", true}})->load().labels.equal(torch::tensor({0, 1, 9, 5}, torch::kInt64)));
  CHECK(make({{"split", "test"}})->info().count == 1);
  write_file(folder / "svhn/test_32x32.mat", part(1, idx_bytes({0})));
  CHECK(load_problem(*make({})).code == "data.label-out-of-range");
}

TEST_CASE("what is no MAT file of version 5 is reported") {
  CHECK(problem("").code == "data.empty-file");
  CHECK(problem("text").code == "data.wrong-magic");
  CHECK(problem(std::string(500, 'x')).code == "data.wrong-magic");
  CHECK(problem(mat_file(matrix).replace(124, 2, test_support::little_endian(0x0300, 2))).code == "data.wrong-magic");
  CHECK(problem(mat_file("")).code == "data.missing-array");
}

TEST_CASE("variables that are not there or of another kind are reported") {
  const auto missing = problem(mat_file(matrix + labels), {{"train_samples", "a.mat:Z"}});
  CHECK(missing.code == "data.missing-array");
  CHECK(contains(missing.help, "X, y"));
  CHECK(problem(mat_file(matrix + labels), {{"train_samples", "a.mat"}}).code == "data.missing-array");
  CHECK(problem(mat_file(mat_variable("X", 4, {1, 2}, 16, "ab"))).code == "data.unknown-element-type");  // text
  CHECK(problem(mat_file(matrix), {{"train_labels", "a.mat:X"}}).code == "data.wrong-dimensions");
  CHECK(problem(mat_file(matrix + mat_variable("y", 6, {2, 1}, uint8_type, idx_bytes({1, 2}))), {{"train_labels", "a.mat:y"}}).code ==
        "data.count-mismatch");
}

TEST_CASE("files that are cut short, damaged or too large are reported") {
  const std::string whole = mat_file(mat_compressed(matrix));
  CHECK(problem(whole).code.empty());
  CHECK(problem(whole.substr(0, whole.size() - 1)).code == "data.truncated");
  CHECK(problem(mat_file(matrix).substr(0, 150)).code == "data.truncated");
  std::string flipped = whole;
  flipped[flipped.size() - 1] = static_cast<char>(flipped.back() ^ 1);  // the checksum
  CHECK(problem(flipped).code == "data.corrupted");
  CHECK(problem(mat_file("surplus bytes")).code == "data.corrupted");
  const std::string large = mat_variable("X", uint8_class, {2000, 1024}, uint8_type, std::string(2048000, '\0'));
  CHECK(problem(mat_file(mat_compressed(large)), {{"memory_limit", 7}}).code == "data.too-large");
  CHECK(problem(mat_file(mat_compressed(large)), {{"memory_limit", 8}}).code.empty());
  CHECK(problem(mat_file(mat_compressed(mat_variable("X", uint8_class, {1, 2}, uint8_type, std::string(1U << 26U, '\0')))), {{"memory_limit", 8}})
            .code == "data.too-large");
  CHECK(problem(mat_file(mat_variable("X", uint8_class, {1000000000, 784}, uint8_type, "ab"))).code == "data.truncated");
}

TEST_CASE("damage of a valid file ends in a data error or in data of the right shape") {
  const TemporaryFolder folder;
  const auto make = [&] { return reader.in(folder, {{"train_labels", "a.mat:y"}, {"memory_limit", 64}}); };
  const auto plain = test_support::try_damage(folder / "a.mat", mat_file(matrix + labels), {17, 20}, make);
  CHECK(plain.refused > 15);
  const auto compressed = test_support::try_damage(folder / "a.mat", mat_file(mat_compressed(matrix) + mat_compressed(labels)), {17, 20}, make);
  CHECK(compressed.refused > 15);
}
