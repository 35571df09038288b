#include <doctest/doctest.h>

#include <limits>

#include "support/folder_files.hpp"
#include "support/hdf5_writer.hpp"
#include "support/reader.hpp"

// Every way in which an HDF5 file can be wrong ends in one DataError that names the file, even where libhdf5 crashes.

namespace {

using assay::Value;
using namespace test_support;

const Reader reader("hdf5", {{"train_samples", "a.h5:x"}});

assay::Diagnostic problem(const TemporaryFolder& folder, Value::Table options = {}) { return load_problem(*reader.in(folder, std::move(options))); }

std::size_t keep(unsigned int /*flags*/, std::size_t /*count*/, const unsigned int* /*values*/, std::size_t bytes, std::size_t* /*size*/,
                 void** /*buffer*/) {
  return bytes;
}

}  // namespace

TEST_CASE("what is no HDF5 file is reported") {
  const TemporaryFolder folder;
  CHECK(problem(folder).code == "data.missing-file");
  write_file(folder / "a.h5", "");
  CHECK(problem(folder).code == "data.empty-file");
  write_file(folder / "a.h5", "plain text, long enough to hold a signature");
  CHECK(problem(folder).code == "data.wrong-magic");
  write_file(folder / "a.h5", std::string("\x89HDF\r\n\x1a\n", 8) + std::string(100, 'x'));
  CHECK(problem(folder).code == "data.corrupted");
}

TEST_CASE("an array that is not there is reported with those that are") {
  const TemporaryFolder folder;
  {
    Hdf5Writer file(folder / "a.h5");
    file.write("data", H5T_STD_U8LE, {1, 2}, {1, 2});
    file.write("group/more", H5T_STD_U8LE, {1, 2}, {1, 2});
  }
  const auto missing = problem(folder);
  CHECK(missing.code == "data.missing-array");
  CHECK(contains(missing.message, "a.h5:x'"));
  CHECK(contains(missing.help, "data, group"));
  CHECK(problem(folder, {{"train_samples", "a.h5:group"}}).code == "data.missing-array");
  CHECK(problem(folder, {{"train_samples", "a.h5:group/x"}}).code == "data.missing-array");
  CHECK(problem(folder, {{"train_samples", "a.h5:none/x"}}).code == "data.missing-array");
  CHECK(contains(problem(folder, {{"train_samples", "a.h5"}}).help, "FILE:PATH"));
}

TEST_CASE("arrays of the wrong kind are reported") {
  const TemporaryFolder folder;
  const hid_t text = H5Tcopy(H5T_C_S1);
  H5Tset_size(text, 8);
  {
    Hdf5Writer file(folder / "a.h5");
    file.write("text", text, {2}, {});
    file.write("scalar", H5T_STD_U8LE, {}, {1});
    file.write("line", H5T_STD_U8LE, {3}, {1, 2, 0});
    file.write("none", H5T_STD_U8LE, {0, 3}, {});
    file.write("empty", H5T_STD_U8LE, {3, 0}, {});
    file.write("deep", H5T_STD_U8LE, {1, 1, 1, 1, 1}, {1});
    file.write("x", H5T_STD_U8LE, {3, 2}, {0, 0, 0, 0, 0, 0});
  }
  H5Tclose(text);
  const auto code = [&](const char* array) { return problem(folder, {{"train_samples", std::string("a.h5:") + array}}).code; };
  CHECK(code("text") == "data.unknown-element-type");
  CHECK(code("scalar") == "data.wrong-dimensions");
  CHECK(code("line") == "data.wrong-dimensions");
  CHECK(code("none") == "data.no-samples");
  CHECK(code("empty") == "data.wrong-dimensions");
  CHECK(code("deep") == "data.wrong-dimensions");
  CHECK(problem(folder, {{"train_labels", "a.h5:line"}}).code.empty());
  CHECK(contains(problem(folder, {{"train_labels", "a.h5:x"}}).help, "swapped"));
  CHECK(problem(folder, {{"shape", Value::Array{1, 2, 2}}}).code == "data.shape-mismatch");
}

TEST_CASE("labels that do not fit are reported") {
  const TemporaryFolder folder;
  {
    Hdf5Writer file(folder / "a.h5");
    file.write("x", H5T_STD_U8LE, {3, 2}, {0, 0, 0, 0, 0, 0});
    file.write("short", H5T_STD_I32LE, {2}, {0, 1});
    file.write("negative", H5T_STD_I32LE, {3}, {0, -1, 1});
    file.write("from_one", H5T_IEEE_F64LE, {3}, {1, 2, 3});
    file.write("half", H5T_IEEE_F64LE, {3}, {0, 0.5, 1});
    file.write("nan", H5T_IEEE_F64LE, {3}, {0, std::numeric_limits<double>::quiet_NaN(), 1});
  }
  const auto of = [&](const char* labels, int classes, int first) {
    return problem(folder, {{"train_labels", std::string("a.h5:") + labels}, {"classes", classes}, {"first_label", first}});
  };
  CHECK(of("short", 10, 0).code == "data.count-mismatch");
  CHECK(of("negative", 10, 0).code == "data.label-out-of-range");
  CHECK(contains(of("negative", 10, 0).message, "label -1 of sample 1"));
  CHECK(of("from_one", 3, 0).code == "data.label-out-of-range");
  CHECK(of("from_one", 3, 1).code.empty());
  CHECK(of("half", 10, 0).code == "data.label-not-whole");
  CHECK(of("nan", 10, 0).code == "data.label-not-whole");
}

TEST_CASE("values that are not finite or outside the range are reported") {
  const TemporaryFolder folder;
  {
    Hdf5Writer file(folder / "a.h5");
    file.write("x", H5T_IEEE_F32LE, {2, 2}, {0, 1, 0.5, std::numeric_limits<double>::quiet_NaN()});
    file.write("large", H5T_IEEE_F32LE, {2, 2}, {0, 1, 0.5, 1.5});
    file.write("whole", H5T_STD_I32LE, {1, 1}, {5});
  }
  CHECK(problem(folder).code == "data.not-finite");
  CHECK(problem(folder, {{"train_samples", "a.h5:large"}}).code == "data.value-out-of-range");
  CHECK(problem(folder, {{"train_samples", "a.h5:whole"}}).code == "data.unknown-range");
}

TEST_CASE("a header that promises what is not stored is refused before memory is taken") {
  const TemporaryFolder folder;
  {
    Hdf5Writer file(folder / "a.h5");
    const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
    const hsize_t chunk[] = {1000, 784};
    H5Pset_chunk(creation, 2, chunk);
    file.create("x", H5T_STD_U8LE, {1000000000, 784}, nullptr, creation);
    file.create("small", H5T_STD_U8LE, {10, 784}, nullptr, H5P_DEFAULT);
    const hsize_t huge[] = {1, 2000000000};
    H5Pset_chunk(creation, 2, huge);
    file.create("chunk", H5T_STD_U8LE, {1, 2000000000}, nullptr, creation);
    H5Pclose(creation);
  }
  CHECK(problem(folder).code == "data.truncated");
  CHECK(problem(folder, {{"train_samples", "a.h5:small"}}).code == "data.truncated");
  CHECK(problem(folder, {{"train_samples", "a.h5:chunk"}}).code == "data.truncated");
}

TEST_CASE("more data than the memory limit allows is refused") {
  const TemporaryFolder folder;
  { Hdf5Writer(folder / "a.h5").write("x", H5T_STD_U8LE, {2000, 1024}, std::vector<double>(2048000, 0.0), 100, 9); }
  CHECK(problem(folder, {{"memory_limit", 7}}).code == "data.too-large");
  CHECK(problem(folder, {{"memory_limit", 8}}).code.empty());
  CHECK(problem(folder, {{"memory_limit", 7}, {"limit", 1000}}).code.empty());
}

TEST_CASE("an unknown filter is reported by its number") {
  const TemporaryFolder folder;
  constexpr H5Z_filter_t number = 333;
  const H5Z_class2_t filter = {H5Z_CLASS_T_VERS, number, 1, 1, "made for a test", nullptr, nullptr, &keep};
  REQUIRE(H5Zregister(&filter) >= 0);
  {
    Hdf5Writer file(folder / "a.h5");
    const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
    const hsize_t chunk[] = {1, 2};
    H5Pset_chunk(creation, 2, chunk);
    H5Pset_filter(creation, number, 0, 0, nullptr);
    const double values[] = {0, 1};
    file.create("x", H5T_STD_U8LE, {1, 2}, values, creation);
    H5Pclose(creation);
  }
  CHECK(problem(folder).code.empty());
  REQUIRE(H5Zunregister(number) >= 0);
  const auto unknown = problem(folder);
  CHECK(unknown.code == "data.unknown-compression");
  CHECK(contains(unknown.message, "333"));
}

TEST_CASE("numbers in another file are refused, because no checksum would cover them") {
  const TemporaryFolder folder;
  { Hdf5Writer(folder / "other.h5").write("x", H5T_STD_U8LE, {1, 2}, {1, 2}); }
  write_file(folder / "raw", "ab");
  {
    Hdf5Writer file(folder / "a.h5");
    H5Lcreate_external("other.h5", "x", file.file(), "x", H5P_DEFAULT, H5P_DEFAULT);
    const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_external(creation, (folder / "raw").c_str(), 0, 2);
    file.create("raw", H5T_STD_U8LE, {1, 2}, nullptr, creation);
    H5Pclose(creation);
  }
  CHECK(problem(folder).code == "data.unsupported-storage");
  CHECK(problem(folder, {{"train_samples", "a.h5:raw"}}).code == "data.unsupported-storage");
}

TEST_CASE("damage of a valid file ends in a data error or in data of the right shape") {
  const TemporaryFolder folder;
  std::vector<double> numbers(320);
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<double>(i * i % 251);
  {
    Hdf5Writer file(folder / "a.h5");
    file.write("x", H5T_STD_U8LE, {20, 16}, numbers, 5, 6);
    file.write("y", H5T_STD_I32LE, {20}, std::vector<double>(20, 3));
  }
  const std::string bytes = test_support::read_bytes(folder / "a.h5");
  const auto count = test_support::try_damage(folder / "a.h5", bytes, {101, 40}, [&] {
    return make_component<assay::Dataset>("hdf5", {{"train_samples", "a.h5:x"}, {"train_labels", "a.h5:y"}, {"memory_limit", 64}}, {folder.path()});
  });
  CHECK(count.refused > 50);
}
