#include <doctest/doctest.h>

#include <cstdlib>
#include <iostream>

#include "support/hdf5_writer.hpp"
#include "support/reader.hpp"
#include "support/real_data.hpp"

namespace {

using assay::Value;
using namespace test_support;

const Reader reader("hdf5", {{"train_samples", "a.h5:x"}});

std::vector<double> count_up(int count) {
  std::vector<double> numbers;
  numbers.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) numbers.push_back(i);
  return numbers;
}

}  // namespace

TEST_CASE("data sets of groups become scaled rows, labels and splits") {
  const TemporaryFolder folder;
  {
    Hdf5Writer file(folder / "a.h5");
    file.write("train/data", H5T_IEEE_F32LE, {3, 2}, {0, 0.25, 0.5, 0.75, 1, 0});
    file.write("train/target", H5T_STD_I32LE, {3}, {0, 2, 1});
    file.write("test/data", H5T_IEEE_F32LE, {1, 2}, {1, 1});
    file.write("test/target", H5T_STD_I32LE, {1, 1}, {2});
  }
  const Value::Table names = {{"train_samples", "a.h5:train/data"},
                              {"train_labels", "a.h5:train/target"},
                              {"test_samples", "a.h5:test/data"},
                              {"test_labels", "a.h5:/test/target"},
                              {"classes", 3}};
  const auto dataset = reader.in(folder, names);
  const auto info = dataset->info();
  CHECK(info.shape == std::vector<std::int64_t>{2});
  CHECK(info.count == 4);
  CHECK(info.classes == 3);
  const auto contents = dataset->load();
  CHECK(contents.x.equal(values({0, 0.25, 0.5, 0.75, 1, 0, 1, 1}).view({4, 2})));
  CHECK(contents.labels.equal(torch::tensor({0, 2, 1, 2}, torch::kInt64)));
  CHECK(contents.split.equal(torch::tensor({0, 0, 0, 1}, torch::kUInt8)));
  CHECK(dataset->files() == std::vector<std::filesystem::path>{folder / "a.h5"});
  auto doubled = names;
  doubled["scale"] = "twice";
  doubled["limit"] = 2;
  CHECK(reader.in(folder, doubled)->load().x.equal(values({0, 0.5, 1, 1.5}).view({2, 2})));
}

TEST_CASE("every numeric type is read in either byte order") {
  const std::vector<hid_t> types = {H5T_STD_I8LE,  H5T_STD_I16BE,  H5T_STD_I16LE,  H5T_STD_I32BE, H5T_STD_I64LE,
                                    H5T_STD_I64BE, H5T_IEEE_F32BE, H5T_IEEE_F64LE, H5T_IEEE_F64BE};
  for (const hid_t type : types) {
    const TemporaryFolder folder;
    { Hdf5Writer(folder / "a.h5").write("x", type, {2, 2}, {-3, 100, 0, 7}); }
    CHECK(reader.in(folder, {{"scale", "none"}})->load().x.equal(values({-3, 100, 0, 7}).view({2, 2})));
  }
  for (const hid_t type : {H5T_STD_U8LE, H5T_STD_U16BE, H5T_STD_U32LE, H5T_STD_U64BE}) {
    const TemporaryFolder folder;
    { Hdf5Writer(folder / "a.h5").write("x", type, {2, 2}, {3, 200, 0, 7}); }
    CHECK(reader.in(folder, {{"scale", "none"}})->load().x.equal(values({3, 200, 0, 7}).view({2, 2})));
  }
}

TEST_CASE("bytes lie in 0 to 255 and floats in 0 to 1 unless a range is given") {
  const TemporaryFolder folder;
  { Hdf5Writer(folder / "a.h5").write("x", H5T_STD_U8LE, {1, 2}, {51, 255}); }
  CHECK(reader.in(folder, {})->load().x.equal(values({51.0F / 255.0F, 1}).view({1, 2})));
  { Hdf5Writer(folder / "a.h5").write("x", H5T_IEEE_F32LE, {1, 2}, {0.5, 2}); }
  CHECK(reader.in(folder, {{"range", Value::Array{0.0, 2.0}}})->load().x.equal(values({0.25, 1}).view({1, 2})));
}

TEST_CASE("compressed chunks give the same bits as contiguous numbers") {
  const auto numbers = count_up(1000);
  const TemporaryFolder folder;
  {
    Hdf5Writer file(folder / "a.h5");
    file.write("x", H5T_STD_I32LE, {50, 20}, numbers);
    file.write("chunked", H5T_STD_I32LE, {50, 20}, numbers, 7, 6);
  }
  const auto plain = reader.in(folder, {{"scale", "none"}})->load().x;
  CHECK(plain.equal(torch::arange(1000, torch::kFloat32).view({50, 20})));
  CHECK(reader.in(folder, {{"train_samples", "a.h5:chunked"}, {"scale", "none"}})->load().x.equal(plain));
}

TEST_CASE("axes are taken as the options say") {
  const TemporaryFolder folder;
  { Hdf5Writer(folder / "a.h5").write("x", H5T_STD_U8LE, {2, 2, 2, 3}, count_up(24)); }
  const auto stored = torch::arange(24, torch::kFloat32).view({2, 2, 2, 3});
  const auto read = [&](const char* samples, const char* channels) {
    const auto dataset = reader.in(folder, {{"scale", "none"}, {"sample_axis", samples}, {"channels", channels}});
    const auto info = dataset->info();
    return dataset->load().x.view({info.count, info.shape[0], info.shape[1], info.shape[2]});
  };
  CHECK(read("first", "first").equal(stored));
  CHECK(read("first", "last").equal(stored.permute({0, 3, 1, 2})));
  CHECK(read("last", "first").equal(stored.permute({3, 0, 1, 2})));
  CHECK(read("last", "last").equal(stored.permute({3, 2, 0, 1})));
  { Hdf5Writer(folder / "a.h5").write("x", H5T_STD_U8LE, {3, 4}, count_up(12)); }
  const auto shaped = reader.in(folder, {{"scale", "none"}, {"shape", Value::Array{1, 2, 2}}});
  CHECK(shaped->info().shape == std::vector<std::int64_t>{1, 2, 2});
  CHECK(reader.in(folder, {{"scale", "none"}, {"sample_axis", "last"}, {"limit", 2}})->load().x.equal(values({0, 4, 8, 1, 5, 9}).view({2, 3})));
}

TEST_CASE("the only data set of a file needs no name") {
  const TemporaryFolder folder;
  { Hdf5Writer(folder / "a.h5").write("x", H5T_STD_U8LE, {1, 2}, {1, 2}); }
  CHECK(reader.in(folder, {{"train_samples", "a.h5"}})->info().count == 1);
}

TEST_CASE("the real USPS has the published counts and values") {
  const auto root = test_support::real_data("usps/usps.h5");
  if (root.empty()) return;
  const auto dataset = make_component<assay::Dataset>("usps", {}, {root});
  const auto info = dataset->info();
  CHECK(info.shape == std::vector<std::int64_t>{1, 16, 16});
  CHECK(info.count == 9298);
  const auto contents = dataset->load();
  const auto train = contents.split == 0;
  CHECK(torch::bincount(contents.labels.index({train})).equal(torch::tensor({1194, 1005, 731, 658, 652, 556, 664, 645, 542, 644}, torch::kInt64)));
  CHECK(torch::bincount(contents.labels.index({train.logical_not()}))
            .equal(torch::tensor({359, 264, 198, 166, 200, 160, 170, 147, 166, 177}, torch::kInt64)));
  CHECK(contents.x.min().item<float>() == 0.0F);
  CHECK(contents.x.max().item<float>() == 1.0F);
  // The published files hold values of three decimals in [-1, 1].
  const auto published = (2.0 * contents.x.to(torch::kFloat64) - 1.0) * 1000.0;
  CHECK((published - published.round()).abs().max().item<double>() < 1e-3);
  const auto twice = make_component<assay::Dataset>("usps", {{"scale", "twice"}, {"split", "test"}}, {root});
  CHECK(twice->info().highest == 2.0);
  CHECK(twice->load().x.equal(contents.x.narrow(0, 7291, 2007) * 2));
}
