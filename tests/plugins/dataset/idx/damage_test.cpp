#include <doctest/doctest.h>

#include <limits>

#include "support/idx_files.hpp"
#include "support/reader.hpp"

// Every way in which a data file can be wrong ends in one DataError that names the file.

namespace {

using assay::Value;
using test_support::contains;
using test_support::gzipped;
using test_support::idx_bytes;
using test_support::idx_header;
using test_support::idx_numbers;
using test_support::make_component;
using test_support::TemporaryFolder;
using test_support::write_file;

const std::string images = idx_header(0x08, {3, 2, 2}) + idx_bytes({0, 1, 2, 3, 4, 5, 6, 7, 128, 129, 254, 255});
const std::string labels = idx_header(0x08, {3}) + idx_bytes({0, 2, 1});

/// The error that reading `files` gives; an empty code when there is none.
assay::Diagnostic problem(const std::vector<std::pair<std::string, std::string>>& files, Value::Table options = {}) {
  const TemporaryFolder folder;
  for (const auto& [name, bytes] : files) {
    write_file(folder / name, bytes);
    if (name.rfind("labels", 0) == 0) options.emplace("train_labels", "labels");
    if (name.rfind("more", 0) == 0) options.emplace("test_samples", "more");
  }
  options.emplace("train_samples", "images");
  return test_support::load_problem(*make_component<assay::Dataset>("idx", options, {folder.path()}));
}

}  // namespace

TEST_CASE("a missing file is reported with every place that was searched") {
  const TemporaryFolder folder;
  const auto dataset = make_component<assay::Dataset>("mnist", {}, {folder.path()});
  try {
    static_cast<void>(dataset->info());
    FAIL("no error");
  } catch (const assay::DataError& error) {
    CHECK(error.code() == "data.missing-file");
    CHECK(std::string(error.what()) == "data file 'mnist/train-images-idx3-ubyte' is missing");
    const auto& diagnostic = error.diagnostics().front();
    CHECK(diagnostic.notes == std::vector<std::string>{"searched " + (folder / "mnist/train-images-idx3-ubyte").string(),
                                                       "searched " + (folder / "mnist/train-images-idx3-ubyte.gz").string()});
    CHECK(contains(diagnostic.help, "get it with `assay data fetch mnist`"));
    CHECK(contains(diagnostic.help, "ASSAY_DATA"));
    CHECK(contains(diagnostic.help, ".gz"));
  }
  CHECK_THROWS_AS(static_cast<void>(dataset->load()), assay::DataError);
  CHECK_THROWS_AS(static_cast<void>(dataset->files()), assay::DataError);
}

TEST_CASE("a file is said to be fetchable only where a fetch would put it") {
  const TemporaryFolder folder;
  const auto help = [&](const std::string& name, const Value::Table& options) {
    return test_support::load_problem(*make_component<assay::Dataset>(name, options, {folder.path()})).help;
  };
  CHECK(contains(help("fashion_mnist", {}), "assay data fetch fashion_mnist"));
  CHECK_FALSE(contains(help("mnist", {{"folder", "MNIST/raw"}}), "fetch"));
  CHECK_FALSE(contains(help("idx", {{"train_samples", "mnist/images"}}), "fetch"));
}

TEST_CASE("truncated files are reported whether plain or compressed") {
  CHECK(problem({{"images", ""}}).code == "data.empty-file");
  for (const std::size_t length : {1, 3, 4, 7, 15, 16, 27}) {
    CAPTURE(length);
    const auto plain = problem({{"images", images.substr(0, length)}});
    CHECK(plain.code == "data.truncated");
    CHECK(contains(plain.message, "images'"));
    CHECK_FALSE(plain.help.empty());
    CHECK(problem({{"images.gz", gzipped(images.substr(0, length))}}).code == "data.truncated");
  }
  const std::string whole = gzipped(images);
  for (std::size_t length = 2; length < whole.size(); ++length) {
    CAPTURE(length);
    CHECK(problem({{"images.gz", whole.substr(0, length)}}).code == "data.truncated");
  }
  CHECK(problem({{"images", images}, {"labels", labels.substr(0, 10)}}).code == "data.truncated");
}

TEST_CASE("surplus bytes are reported whether plain or compressed or behind the compressed data") {
  CHECK(problem({{"images", images + "x"}}).code == "data.trailing-bytes");
  CHECK(problem({{"images.gz", gzipped(images + "x")}}).code == "data.trailing-bytes");
  CHECK(problem({{"images.gz", gzipped(images) + "x"}}).code == "data.trailing-bytes");
  CHECK(problem({{"images.gz", gzipped(images) + gzipped("x")}}).code == "data.trailing-bytes");
  CHECK(problem({{"images.gz", gzipped(images)}}).code.empty());
}

TEST_CASE("a damaged compressed file is reported") {
  std::string wrong_checksum = gzipped(images);
  wrong_checksum[wrong_checksum.size() - 6] = static_cast<char>(wrong_checksum[wrong_checksum.size() - 6] ^ 1);
  CHECK(problem({{"images.gz", wrong_checksum}}).code == "data.corrupted");
  std::string wrong_length = gzipped(images);
  wrong_length.back() = static_cast<char>(wrong_length.back() ^ 1);
  CHECK(problem({{"images.gz", wrong_length}}).code == "data.corrupted");
  std::string wrong_method = gzipped(images);
  wrong_method[2] = 7;
  CHECK(problem({{"images.gz", wrong_method}}).code == "data.corrupted");
}

TEST_CASE("a file that is no IDX file is reported") {
  const auto archive = problem({{"images", "PK\x03\x04 and so on"}});
  CHECK(archive.code == "data.wrong-magic");
  CHECK(contains(archive.message, "50 4b"));
  CHECK(problem({{"images.gz", gzipped("plain text")}}).code == "data.wrong-magic");
  const auto type = problem({{"images", idx_header(0x0A, {1, 1, 1}) + "x"}});
  CHECK(type.code == "data.unknown-element-type");
  CHECK(contains(type.message, "0x0a"));
  CHECK(problem({{"images", std::string("\0\0\x08\0", 4)}}).code == "data.wrong-dimensions");
  CHECK(problem({{"images", idx_header(0x08, {1, 1, 1, 1, 1}) + "x"}}).code == "data.wrong-dimensions");
  CHECK(problem({{"images", idx_header(0x08, {0, 2, 2})}}).code == "data.no-samples");
  CHECK(problem({{"images", idx_header(0x08, {2, 0, 2})}}).code == "data.wrong-dimensions");
}

TEST_CASE("a folder in the place of a file is reported") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "images");
  const auto dataset = make_component<assay::Dataset>("idx", {{"train_samples", "images"}}, {folder.path()});
  try {
    static_cast<void>(dataset->info());
    FAIL("no error");
  } catch (const assay::DataError& error) {
    CHECK(error.code() == "data.unreadable");
  }
}

TEST_CASE("a header that promises more than the file can hold is refused before memory is taken") {
  const std::string billion = idx_header(0x08, {1000000000, 28, 28});
  CHECK(problem({{"images", billion + std::string(1000, '\0')}}).code == "data.truncated");
  CHECK(problem({{"images.gz", gzipped(billion + std::string(1000000, '\0'))}}).code == "data.truncated");
  CHECK(problem({{"images", idx_header(0x0E, {0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff})}}).code == "data.truncated");
}

TEST_CASE("more data than the memory limit allows is refused before memory is taken") {
  // 2000 images of 32 x 32 need 7.8 MiB as float32.
  const std::string file = gzipped(idx_header(0x08, {2000, 32, 32}) + std::string(2048000, '\0'));
  const auto too_large = problem({{"images.gz", file}}, {{"memory_limit", 7}});
  CHECK(too_large.code == "data.too-large");
  CHECK(contains(too_large.help, "limit"));
  CHECK(problem({{"images.gz", file}}, {{"memory_limit", 8}}).code.empty());
  CHECK(problem({{"images.gz", file}}, {{"memory_limit", 7}, {"limit", 1000}}).code.empty());
}

TEST_CASE("a gzip bomb is inflated no further than its header promises") {
  // The header promises four bytes, the file holds 64 MiB: reading stops at the first surplus byte.
  CHECK(problem({{"images.gz", gzipped(idx_header(0x08, {1, 2, 2}) + std::string(1U << 26U, '\0'))}}).code == "data.trailing-bytes");
}

TEST_CASE("files that do not belong together are reported") {
  const auto lengths = problem({{"images", images}, {"labels", idx_header(0x08, {2}) + idx_bytes({0, 1})}});
  CHECK(lengths.code == "data.count-mismatch");
  CHECK(contains(lengths.message, "holds 3 samples"));
  CHECK(contains(lengths.message, "holds 2 labels"));
  CHECK(problem({{"images", images}, {"more", idx_header(0x08, {1, 2, 3}) + idx_bytes({0, 1, 2, 3, 4, 5})}}).code == "data.shape-mismatch");
  CHECK(problem({{"images", images}, {"more", idx_header(0x09, {1, 2, 2}) + idx_bytes({0, 1, 2, 3})}}).code == "data.shape-mismatch");
}

TEST_CASE("swapped names of images and labels are reported") {
  const auto swapped = problem({{"images", labels}, {"labels", images}});
  CHECK(swapped.code == "data.wrong-dimensions");
  CHECK(contains(swapped.help, "swapped"));
  CHECK(problem({{"images", images}, {"labels", images}}).code == "data.wrong-dimensions");
}

TEST_CASE("labels outside the classes are reported with the sample") {
  const auto large = problem({{"images", images}, {"labels", idx_header(0x08, {3}) + idx_bytes({0, 2, 10})}});
  CHECK(large.code == "data.label-out-of-range");
  CHECK(contains(large.message, "label 10 of sample 2"));
  CHECK(problem({{"images", images}, {"labels", idx_header(0x09, {3}) + idx_bytes({0, -1, 1})}}).code == "data.label-out-of-range");
  CHECK(problem({{"images", images}, {"labels", labels}}, {{"classes", 2}}).code == "data.label-out-of-range");
  const auto floats = [](double label) { return idx_header(0x0D, {3}) + idx_numbers<float, std::uint32_t>({0, 1, label}); };
  CHECK(problem({{"images", images}, {"labels", floats(1.5)}}).code == "data.label-not-whole");
  CHECK(problem({{"images", images}, {"labels", floats(2.0)}}).code.empty());
}

TEST_CASE("values that are not finite or outside the range are reported with the sample") {
  const auto floats = [](double value) { return idx_header(0x0D, {2, 2}) + idx_numbers<float, std::uint32_t>({0, 0.5, 1, value}); };
  for (const double value : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    CHECK(problem({{"images", floats(value)}}).code == "data.not-finite");
    CHECK(problem({{"images", floats(value)}}, {{"scale", "none"}}).code == "data.not-finite");
  }
  const auto outside = problem({{"images", floats(1.5)}});
  CHECK(outside.code == "data.value-out-of-range");
  CHECK(contains(outside.message, "1.5 in sample 1"));
  CHECK(problem({{"images", floats(1.5)}}, {{"range", Value::Array{0.0, 2.0}}}).code.empty());
  CHECK(problem({{"images", floats(1.5)}}, {{"scale", "none"}}).code.empty());
  CHECK(problem({{"images", idx_header(0x0B, {1, 1}) + idx_numbers<std::int16_t, std::uint16_t>({5})}}).code == "data.unknown-range");
}

TEST_CASE("options that contradict each other are refused without touching a file") {
  const auto code_of = [](Value::Table options) -> std::string {
    try {
      make_component<assay::Dataset>("idx", std::move(options));
    } catch (const assay::SpecError& error) {
      return error.code();
    }
    return "no error";
  };
  CHECK(code_of({}) == "spec.missing-option");
  CHECK(code_of({{"train_samples", ""}}) == "spec.inconsistent-options");
  CHECK(code_of({{"train_samples", "a"}, {"split", "test"}}) == "spec.inconsistent-options");
  CHECK(code_of({{"train_samples", "a"}, {"test_labels", "b"}}) == "spec.inconsistent-options");
  CHECK(code_of({{"train_samples", "a"}, {"test_samples", "b"}, {"test_labels", "c"}}) == "spec.inconsistent-options");
  CHECK(code_of({{"train_samples", "a"}, {"test_samples", "b"}, {"test_labels", "c"}, {"split", "train"}}) == "no error");
  CHECK(code_of({{"train_samples", "a"}, {"range", Value::Array{1.0}}}) == "spec.inconsistent-options");
  CHECK(code_of({{"train_samples", "a"}, {"range", Value::Array{1.0, 0.0}}}) == "spec.inconsistent-options");
  CHECK(code_of({{"train_samples", "a"}, {"split", "half"}}) == "spec.unknown-choice");
}

TEST_CASE("damage of a valid file ends in a data error or in data of the right shape") {
  std::vector<int> pixels(400);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<int>(i * i % 251);
  const std::string plain = idx_header(0x08, {4, 10, 10}) + idx_bytes(pixels);
  const TemporaryFolder folder;
  const auto make = [&] { return make_component<assay::Dataset>("idx", {{"train_samples", "images"}}, {folder.path()}); };
  const auto compressed = test_support::try_damage(folder / "images", gzipped(plain), {1, 300}, make);
  CHECK(compressed.refused > 20 * compressed.read);  // a name or a time in the gzip header may change
  const auto stored = test_support::try_damage(folder / "images", plain, {1, 300}, make);
  CHECK(stored.refused > 400);  // whatever is cut off, and every damage of the header
}
