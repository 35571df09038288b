#include <doctest/doctest.h>

#include <cstdlib>
#include <iostream>
#include <limits>

#include "support/idx_files.hpp"
#include "support/reader.hpp"

namespace {

using assay::Value;
using namespace test_support;

/// Three images of 2 x 2 with labels 0, 2, 1.
const std::string three_images = idx_header(0x08, {3, 2, 2}) + idx_bytes({0, 1, 2, 3, 4, 5, 6, 7, 128, 129, 254, 255});
const std::string three_labels = idx_header(0x08, {3}) + idx_bytes({0, 2, 1});

const Reader reader("idx", {{"train_samples", "images"}});

}  // namespace

TEST_CASE("a pair of IDX files becomes scaled rows and labels") {
  const TemporaryFolder folder;
  write_file(folder / "images", three_images);
  write_file(folder / "labels", three_labels);
  const auto dataset = reader.in(folder, {{"train_labels", "labels"}, {"classes", 3}});
  const auto info = dataset->info();
  CHECK(info.shape == std::vector<std::int64_t>{1, 2, 2});
  CHECK(info.count == 3);
  CHECK(info.classes == 3);
  CHECK(info.lowest == 0.0);
  CHECK(info.highest == 1.0);
  const auto contents = dataset->load();
  CHECK(contents.x.sizes() == at::IntArrayRef({3, 4}));
  CHECK(contents.x.is_contiguous());
  CHECK(contents.x[2].equal(values({128 / 255.0F, 129 / 255.0F, 254 / 255.0F, 1.0F})));
  CHECK(contents.labels.equal(torch::tensor({0, 2, 1}, torch::kInt64)));
  CHECK(contents.split.equal(torch::zeros({3}, torch::kUInt8)));
  CHECK(dataset->files() == std::vector<std::filesystem::path>{folder / "images", folder / "labels"});
}

TEST_CASE("bytes are divided by 255 as single precision does it") {
  const TemporaryFolder folder;
  std::vector<int> all(256);
  for (int i = 0; i < 256; ++i) all[static_cast<std::size_t>(i)] = i;
  write_file(folder / "images", idx_header(0x08, {1, 16, 16}) + idx_bytes(all));
  const auto bytes = torch::arange(256, torch::kFloat32).unsqueeze(0);
  CHECK(reader.in(folder, {})->load().x.equal(bytes / 255.0F));
  CHECK(reader.in(folder, {{"scale", "none"}})->load().x.equal(bytes));
  CHECK(torch::allclose(reader.in(folder, {{"scale", "dec"}})->load().x, bytes * 0.02, 1e-6, 0.0));
  CHECK(torch::allclose(reader.in(folder, {{"scale", "sym"}})->load().x, (bytes - 127.5) / 127.5, 1e-6, 1e-7));
  CHECK(torch::allclose(reader.in(folder, {{"scale", "twice"}})->load().x, bytes * 2 / 255, 1e-6, 0.0));
}

TEST_CASE("the declared range follows the scale") {
  const TemporaryFolder folder;
  write_file(folder / "images", three_images);
  const auto range_of = [&](const char* scale) {
    const auto info = reader.in(folder, {{"scale", scale}})->info();
    return std::make_pair(info.lowest, info.highest);
  };
  CHECK(range_of("unit") == std::make_pair(0.0, 1.0));
  CHECK(range_of("dec").second == doctest::Approx(5.1));
  CHECK(range_of("sym") == std::make_pair(-1.0, 1.0));
  CHECK(range_of("twice") == std::make_pair(0.0, 2.0));
  CHECK(range_of("none") == std::make_pair(0.0, 255.0));
}

TEST_CASE("every element type is read in big-endian order") {
  const std::vector<double> exact = {-3, 100, 0, 7};
  const auto expected = values({-3, 100, 0, 7}).unsqueeze(0);
  const std::vector<std::pair<int, std::string>> files = {{0x09, idx_numbers<std::int8_t, std::uint8_t>(exact)},
                                                          {0x0B, idx_numbers<std::int16_t, std::uint16_t>(exact)},
                                                          {0x0C, idx_numbers<std::int32_t, std::uint32_t>(exact)},
                                                          {0x0D, idx_numbers<float, std::uint32_t>(exact)},
                                                          {0x0E, idx_numbers<double, std::uint64_t>(exact)}};
  for (const auto& file : files) {
    CAPTURE(file.first);
    const TemporaryFolder folder;
    write_file(folder / "images", idx_header(file.first, {1, 2, 2}) + file.second);
    CHECK(reader.in(folder, {{"scale", "none"}})->load().x.equal(expected));
    const auto ranged = reader.in(folder, {{"range", Value::Array{-3.0, 100.0}}});
    CHECK(torch::allclose(ranged->load().x, (expected + 3) / 103));
  }
}

TEST_CASE("a compressed file gives the same bits as the plain one") {
  const TemporaryFolder plain;
  const TemporaryFolder compressed;
  std::vector<int> pixels(20000);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<int>((i * i) % 251);
  const std::string file = idx_header(0x08, {50, 20, 20}) + idx_bytes(pixels);
  write_file(plain / "images", file);
  write_file(compressed / "images.gz", gzipped(file));
  const auto expected = reader.in(plain, {})->load().x;
  CHECK(reader.in(compressed, {})->load().x.equal(expected));
  CHECK(reader.in(compressed, {})->files().front() == compressed / "images.gz");
  // What counts is the content: a compressed file without the suffix, and one of two members, are read alike.
  write_file(compressed / "images", gzipped(file.substr(0, 9999)) + gzipped(file.substr(9999)));
  CHECK(reader.in(compressed, {})->files().front() == compressed / "images");
  CHECK(reader.in(compressed, {})->load().x.equal(expected));
}

TEST_CASE("parts follow each other and the split says which is which") {
  const TemporaryFolder folder;
  write_file(folder / "images", three_images);
  write_file(folder / "labels", three_labels);
  write_file(folder / "more", idx_header(0x08, {2, 2, 2}) + idx_bytes({10, 20, 30, 40, 50, 60, 70, 80}));
  write_file(folder / "more_labels", idx_header(0x0C, {2}) + idx_numbers<std::int32_t, std::uint32_t>({1, 0}));
  const Value::Table names = {{"train_labels", "labels"}, {"test_samples", "more"}, {"test_labels", "more_labels"}, {"scale", "none"}};
  const auto with = [&](const char* split, int limit) {
    auto options = names;
    options["split"] = split;
    options["limit"] = limit;
    const auto dataset = reader.in(folder, options);
    auto contents = dataset->load();
    CHECK(dataset->info().count == contents.x.size(0));
    return contents;
  };
  CHECK(with("all", 0).x.select(1, 0).equal(values({0, 4, 128, 10, 50})));
  CHECK(with("all", 0).labels.equal(torch::tensor({0, 2, 1, 1, 0}, torch::kInt64)));
  CHECK(with("all", 0).split.equal(torch::tensor({0, 0, 0, 1, 1}, torch::kUInt8)));
  CHECK(with("all", 4).x.select(1, 0).equal(values({0, 4, 128, 10})));
  CHECK(with("all", 2).x.select(1, 0).equal(values({0, 4})));
  CHECK(with("all", 99).x.size(0) == 5);
  CHECK(with("train", 0).x.size(0) == 3);
  CHECK(with("test", 1).x.select(1, 0).equal(values({10})));
  CHECK(with("test", 1).split.equal(torch::ones({1}, torch::kUInt8)));
}

TEST_CASE("samples need not be images and labels are optional") {
  const TemporaryFolder folder;
  write_file(folder / "images", idx_header(0x0D, {2, 3}) + idx_numbers<float, std::uint32_t>({0, 0.25, 0.5, 0.75, 1, 0}));
  const auto dataset = reader.in(folder, {});
  CHECK(dataset->info().shape == std::vector<std::int64_t>{3});
  CHECK(dataset->info().classes == 0);
  CHECK_FALSE(dataset->load().labels.defined());
  write_file(folder / "images", idx_header(0x08, {1, 3, 1, 2}) + idx_bytes({1, 2, 3, 4, 5, 6}));
  CHECK(dataset->info().shape == std::vector<std::int64_t>{3, 1, 2});
}

TEST_CASE("an absolute name needs no data folder") {
  const TemporaryFolder folder;
  write_file(folder / "images.gz", gzipped(three_images));
  const auto dataset = make_component<assay::Dataset>("idx", {{"train_samples", (folder / "images").string()}});
  CHECK(dataset->info().count == 3);
}

TEST_CASE("the first data folder that has a file wins") {
  const TemporaryFolder first;
  const TemporaryFolder second;
  write_file(second / "images", three_images);
  const auto dataset = make_component<assay::Dataset>("idx", {{"train_samples", "images"}}, {first.path(), second.path()});
  CHECK(dataset->files().front() == second / "images");
  write_file(first / "images.gz", gzipped(three_images));
  CHECK(dataset->files().front() == first / "images.gz");
}

TEST_CASE("presets look for the published names in their own folder") {
  for (const char* name : {"mnist", "fashion_mnist", "kmnist"}) {
    const TemporaryFolder root;
    std::filesystem::create_directory(root / name);
    const auto folder = root / name;
    write_file(folder / "train-images-idx3-ubyte.gz", gzipped(three_images));
    write_file(folder / "train-labels-idx1-ubyte.gz", gzipped(three_labels));
    write_file(folder / "t10k-images-idx3-ubyte", idx_header(0x08, {1, 2, 2}) + idx_bytes({9, 9, 9, 9}));
    write_file(folder / "t10k-labels-idx1-ubyte", idx_header(0x08, {1}) + idx_bytes({9}));
    const auto dataset = make_component<assay::Dataset>(name, {}, {root.path()});
    CHECK(dataset->info().count == 4);
    CHECK(dataset->info().classes == 10);
    CHECK(dataset->info().class_names.size() == 10);
    CHECK(dataset->files().size() == 4);
    CHECK(dataset->load().labels.equal(torch::tensor({0, 2, 1, 9}, torch::kInt64)));
    CHECK(make_component<assay::Dataset>(name, {{"folder", ""}, {"split", "test"}}, {folder})->info().count == 1);
  }
}

TEST_CASE("the real MNIST has the published counts and pixel statistics") {
  const char* root = std::getenv("ASSAY_DATA");
  if (root == nullptr || !std::filesystem::exists(std::filesystem::path(root) / "mnist")) {
    std::cout << "skipped: the real MNIST needs ASSAY_DATA with a folder mnist\n";
    return;
  }
  const auto dataset = make_component<assay::Dataset>("mnist", {}, {root});
  CHECK(dataset->info().count == 70000);
  const auto contents = dataset->load();
  const auto train = contents.x.index({contents.split == 0});
  CHECK(train.size(0) == 60000);
  const auto mean = train.mean(torch::kFloat64).item<double>();
  CHECK(mean == doctest::Approx(0.1307).epsilon(5e-4));
  CHECK(std::sqrt(train.square().mean(torch::kFloat64).item<double>() - mean * mean) == doctest::Approx(0.3081).epsilon(5e-4));
  // The loss of an autoencoder whose weights are 0, by scale.
  const auto loss_of_nothing = [&](const char* scale) {
    return make_component<assay::Dataset>("mnist", {{"scale", scale}, {"split", "train"}}, {root})
        ->load()
        .x.square()
        .mean(torch::kFloat64)
        .item<double>();
  };
  CHECK(loss_of_nothing("unit") == doctest::Approx(0.1120).epsilon(1e-3));
  CHECK(loss_of_nothing("dec") == doctest::Approx(2.913).epsilon(1e-3));
  CHECK(torch::bincount(contents.labels.index({contents.split == 0}))
            .equal(torch::tensor({5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949}, torch::kInt64)));
  CHECK(torch::bincount(contents.labels.index({contents.split == 1}))
            .equal(torch::tensor({980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009}, torch::kInt64)));
}

TEST_CASE("the real USPS is read from float IDX files") {
  const char* root = std::getenv("ASSAY_DATA");
  if (root == nullptr || !std::filesystem::exists(std::filesystem::path(root) / "usps/usps-train-images-idx3-float.gz")) {
    std::cout << "skipped: the real USPS needs ASSAY_DATA with a folder usps\n";
    return;
  }
  const auto dataset = make_component<assay::Dataset>("idx",
                                                      {{"train_samples", "usps/usps-train-images-idx3-float"},
                                                       {"train_labels", "usps/usps-train-labels-idx1-ubyte"},
                                                       {"test_samples", "usps/usps-test-images-idx3-float"},
                                                       {"test_labels", "usps/usps-test-labels-idx1-ubyte"}},
                                                      {root});
  CHECK(dataset->info().shape == std::vector<std::int64_t>{1, 16, 16});
  const auto contents = dataset->load();
  CHECK(contents.split.sum().item<std::int64_t>() == 2007);
  CHECK(torch::bincount(contents.labels).equal(torch::tensor({1553, 1269, 929, 824, 852, 716, 834, 792, 708, 821}, torch::kInt64)));
  CHECK(contents.x.min().item<float>() == 0.0F);
  CHECK(contents.x.max().item<float>() == 1.0F);
}
