#include <doctest/doctest.h>

#include <cmath>

#include "support/idx_files.hpp"
#include "support/npy_files.hpp"
#include "support/reader.hpp"
#include "support/real_data.hpp"

namespace {

using namespace test_support;

const Reader reader("npy", {{"scale", "none"}});

const std::string six = idx_bytes({1, 2, 3, 4, 5, 6});

}  // namespace

TEST_CASE("an array and its labels become rows and classes") {
  const TemporaryFolder folder;
  write_file(folder / "x.npy", npy_file("|u1", "(3, 2)", six));
  write_file(folder / "y.npy", npy_file("<i8", "(3,)", std::string("\2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0", 24)));
  const auto dataset = reader.in(folder, {{"train_samples", "x.npy"}, {"train_labels", "y.npy"}, {"classes", 3}});
  CHECK(dataset->info().shape == std::vector<std::int64_t>{2});
  CHECK(dataset->info().classes == 3);
  CHECK(dataset->load().x.equal(values({1, 2, 3, 4, 5, 6}).view({3, 2})));
  CHECK(dataset->load().labels.equal(torch::tensor({2, 0, 1}, torch::kInt64)));
  CHECK(dataset->files() == std::vector<std::filesystem::path>{folder / "x.npy", folder / "y.npy"});
}

TEST_CASE("types, byte orders, storage orders and versions of the format") {
  const TemporaryFolder folder;
  const auto read = [&](const std::string& bytes) {
    write_file(folder / "x.npy", bytes);
    return reader.in(folder, {{"train_samples", "x.npy"}})->load().x;
  };
  const auto expected = values({1, 2, 3, 4, 5, 6});
  CHECK(read(npy_file("|i1", "(3, 2)", six)).equal(expected.view({3, 2})));
  CHECK(read(npy_file("|b1", "(1, 2)", idx_bytes({0, 1}))).equal(values({0, 1}).view({1, 2})));
  const std::vector<double> numbers = {1, 2, 3, 4, 5, 6};
  CHECK(read(npy_file(">i2", "(2, 3)", idx_numbers<std::int16_t, std::uint16_t>(numbers))).equal(expected.view({2, 3})));
  CHECK(read(npy_file(">u4", "(2, 3)", idx_numbers<std::uint32_t, std::uint32_t>(numbers))).equal(expected.view({2, 3})));
  CHECK(read(npy_file(">f4", "(2, 3)", idx_numbers<float, std::uint32_t>(numbers))).equal(expected.view({2, 3})));
  CHECK(read(npy_file(">f8", "(2, 3)", idx_numbers<double, std::uint64_t>(numbers))).equal(expected.view({2, 3})));
  CHECK(read(npy_file("<u2", "(1, 2)", std::string("\1\0\2\1", 4))).equal(values({1, 258}).view({1, 2})));
  CHECK(read(npy_file("|u1", "(3, 2)", six, true)).equal(expected.view({2, 3}).t()));
  CHECK(read(npy_file("|u1", "(3, 2)", six, false, 2)).equal(expected.view({3, 2})));
  CHECK(read(npy_file("|u1", "(3, 2)", six, false, 3)).equal(expected.view({3, 2})));
  CHECK(read(gzipped(npy_file("|u1", "(3, 2)", six))).equal(expected.view({3, 2})));
}

TEST_CASE("members of an archive are found by name, stored or deflated") {
  const TemporaryFolder folder;
  const std::string x = npy_file("|u1", "(3, 2)", six);
  const std::string y = npy_file("|u1", "(3,)", idx_bytes({2, 0, 1}));
  for (const bool zip64 : {false, true}) {
    write_file(folder / "a.npz", zip_file({{"y.npy", y, 8, zip64}, {"x.npy", x, 0, zip64}}));
    const auto dataset = reader.in(folder, {{"train_samples", "a.npz:x"}, {"train_labels", "a.npz:y"}});
    CHECK(dataset->load().x.equal(values({1, 2, 3, 4, 5, 6}).view({3, 2})));
    CHECK(dataset->load().labels.equal(torch::tensor({2, 0, 1}, torch::kInt64)));
    CHECK(dataset->files() == std::vector<std::filesystem::path>{folder / "a.npz"});
  }
  write_file(folder / "a.npz", zip_file({{"only.npy", x, 8}}));
  CHECK(reader.in(folder, {{"train_samples", "a.npz"}})->info().count == 3);
}

TEST_CASE("images keep their shape and channels may come last") {
  const TemporaryFolder folder;
  write_file(folder / "x.npy", npy_file("|u1", "(1, 3, 2)", six));
  CHECK(reader.in(folder, {{"train_samples", "x.npy"}})->info().shape == std::vector<std::int64_t>{1, 3, 2});
  write_file(folder / "x.npy", npy_file("|u1", "(1, 1, 2, 3)", six));
  const auto dataset = reader.in(folder, {{"train_samples", "x.npy"}, {"channels", "last"}});
  CHECK(dataset->info().shape == std::vector<std::int64_t>{3, 1, 2});
  CHECK(dataset->load().x.equal(values({1, 4, 2, 5, 3, 6}).view({1, 6})));
}

TEST_CASE("rows of REUTERS-10K have the norm of the recipe") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "reuters10k");
  const auto read = [&](double first, double second, bool zero_rows) -> std::string {
    const std::string x = npy_file(">f4", "(2, 2)", idx_numbers<float, std::uint32_t>({first, second, 0, std::sqrt(2000.0)}));
    write_file(folder / "reuters10k/reuters10k.npz", zip_file({{"x.npy", x, 8}, {"y.npy", npy_file("|u1", "(2,)", idx_bytes({3, 0}))}}));
    try {
      static_cast<void>(make_component<assay::Dataset>("reuters10k", {{"zero_rows", zero_rows}}, {folder.path()})->load());
    } catch (const assay::DataError& error) {
      return error.code();
    }
    return "";
  };
  const double half = std::sqrt(1000.0);
  CHECK(read(half, half, false).empty());
  CHECK(read(half, half + 0.01, false) == "data.wrong-norm");
  CHECK(read(0, 0, false) == "data.zero-rows");
  CHECK(read(0, 0, true).empty());
}

TEST_CASE("the real REUTERS-10K has the described counts and norms") {
  const auto root = test_support::real_data("reuters10k/reuters10k.npz");
  if (root.empty()) return;
  const auto dataset = make_component<assay::Dataset>("reuters10k", {}, {root});
  const auto info = dataset->info();
  CHECK(info.count == 10000);
  CHECK(info.shape == std::vector<std::int64_t>{2000});
  CHECK(info.lowest == info.highest);  // unbounded
  const auto contents = dataset->load();
  CHECK(torch::bincount(contents.labels).equal(torch::tensor({4152, 2237, 2763, 848}, torch::kInt64)));
  const auto norms = contents.x.norm(2, 1, false, torch::kFloat64);
  CHECK((norms - 44.72136).abs().max().item<double>() < 1e-3);
  CHECK(contents.x.square().mean(torch::kFloat64).item<double>() == doctest::Approx(1.0).epsilon(1e-5));
  CHECK((contents.x > 0).sum().item<double>() / 10000 == doctest::Approx(59.5).epsilon(0.001));
  CHECK(contents.x.max().item<float>() == doctest::Approx(38.61).epsilon(0.001));
  CHECK(contents.x.min().item<float>() == 0.0F);
}
