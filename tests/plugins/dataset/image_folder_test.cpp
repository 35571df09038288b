#include <doctest/doctest.h>

#include "support/idx_files.hpp"
#include "support/png_files.hpp"
#include "support/reader.hpp"

namespace {

using assay::Value;
using namespace test_support;

void write_image(const std::filesystem::path& path, const std::string& bytes) {
  std::filesystem::create_directories(path.parent_path());
  write_file(path, bytes);
}

std::string grey(int value) { return png_file({2, 1, 8, 0, idx_bytes({value, value + 1})}); }

const Reader reader("image_folder", {{"train_samples", "train"}, {"scale", "none"}});

/// The values of one image.
torch::Tensor read(const std::string& bytes) {
  const TemporaryFolder folder;
  write_image(folder / "train/a/1.png", bytes);
  return reader.in(folder)->load().x.view(-1);
}

assay::Diagnostic problem(const std::string& bytes) {
  const TemporaryFolder folder;
  write_image(folder / "train/a/1.png", bytes);
  return load_problem(*reader.in(folder));
}

}  // namespace

TEST_CASE("folders become classes in the order of their names") {
  const TemporaryFolder folder;
  write_image(folder / "train/dog/2.png", grey(20));
  write_image(folder / "train/dog/1.PNG", grey(10));
  write_image(folder / "train/cat/x.png", grey(30));
  write_image(folder / "train/cat/.hidden", "nothing");
  write_image(folder / "test/dog/1.png", grey(40));
  const auto dataset = reader.in(folder, {{"test_samples", "test"}});
  CHECK(dataset->info().count == 4);
  CHECK(dataset->info().shape == std::vector<std::int64_t>{1, 1, 2});
  CHECK(dataset->info().class_names == std::vector<std::string>{"cat", "dog"});
  const auto contents = dataset->load();
  CHECK(contents.x.equal(values({30, 31, 10, 11, 20, 21, 40, 41}).view({4, 2})));
  CHECK(contents.labels.equal(torch::tensor({0, 1, 1, 1}, torch::kInt64)));
  CHECK(contents.split.equal(torch::tensor({0, 0, 0, 1}, torch::kUInt8)));
  CHECK(dataset->files().size() == 4);
  CHECK(reader.in(folder, {{"test_samples", "test"}, {"split", "test"}})->load().labels.item<std::int64_t>() == 1);
  CHECK(reader.in(folder, {{"class_names", Value::Array{"dog", "cat"}}})->load().labels.equal(torch::tensor({0, 0, 1}, torch::kInt64)));
  CHECK(reader.in(folder, {{"limit", 2}})->load().x.equal(values({30, 31, 10, 11}).view({2, 2})));
}

TEST_CASE("colours come as planes") {
  CHECK(read(png_file({2, 1, 8, 2, idx_bytes({1, 2, 3, 4, 5, 6})})).equal(values({1, 4, 2, 5, 3, 6})));
  CHECK(read(png_file({2, 1, 8, 3, idx_bytes({1, 0}), idx_bytes({1, 2, 3, 4, 5, 6})})).equal(values({4, 1, 5, 2, 6, 3})));
}

TEST_CASE("grey values of other depths") {
  CHECK(read(png_file({2, 1, 16, 0, idx_bytes({1, 2, 255, 255})})).equal(values({258, 65535})));
  CHECK(read(png_file({8, 1, 1, 0, idx_bytes({0x81})})).equal(values({255, 0, 0, 0, 0, 0, 0, 255})));
  CHECK(read(png_file({2, 1, 4, 0, idx_bytes({0x1f})})).equal(values({17, 255})));
}

TEST_CASE("a gamma in the file does not change the values") {
  CHECK(read(png_file({2, 1, 8, 0, idx_bytes({7, 200})}, png_chunk("gAMA", test_support::big_endian(100000, 4)))).equal(values({7, 200})));
}

TEST_CASE("folders that are not as they should be are reported") {
  const TemporaryFolder folder;
  const auto code = [&](Value::Table options = {}) { return load_problem(*reader.in(folder, std::move(options))).code; };
  CHECK(code() == "data.missing-file");
  std::filesystem::create_directory(folder / "train");
  CHECK(code() == "data.no-samples");
  std::filesystem::create_directory(folder / "train/a");
  CHECK(code() == "data.no-samples");
  write_image(folder / "train/a/1.png", grey(1));
  CHECK(code().empty());
  CHECK(code({{"class_names", Value::Array{"b"}}}) == "data.label-out-of-range");
  CHECK(code({{"memory_limit", 1}}).empty());
  write_image(folder / "test/b/1.png", grey(1));
  CHECK(code({{"test_samples", "test"}}) == "data.label-out-of-range");
  write_image(folder / "train/a/note.txt", "x");
  CHECK(code() == "data.unexpected-file");
  std::filesystem::remove(folder / "train/a/note.txt");
  write_image(folder / "train/stray.png", grey(1));
  CHECK(code() == "data.unexpected-file");
  CHECK(code({{"train_samples", "train/stray.png"}}) == "data.unreadable");
  CHECK(test_support::error_code([&] {
          static_cast<void>(reader.in(folder, {{"class_names", Value::Array{"a", "a"}}}));
        }) == "spec.inconsistent-options");
}

TEST_CASE("images of different kinds are reported") {
  const auto with = [](const std::string& second) {
    const TemporaryFolder folder;
    write_image(folder / "train/a/1.png", grey(1));
    write_image(folder / "train/a/2.png", second);
    return load_problem(*reader.in(folder)).code;
  };
  CHECK(with(grey(3)).empty());
  CHECK(with(png_file({1, 2, 8, 0, idx_bytes({1, 2})})) == "data.shape-mismatch");
  CHECK(with(png_file({2, 1, 8, 2, idx_bytes({1, 2, 3, 4, 5, 6})})) == "data.shape-mismatch");
  CHECK(with(png_file({2, 1, 16, 0, idx_bytes({1, 2, 3, 4})})) == "data.shape-mismatch");
}

TEST_CASE("files that are no whole PNG are reported") {
  const std::string whole = grey(1);
  CHECK(problem("").code == "data.empty-file");
  CHECK(problem("not a picture").code == "data.wrong-magic");
  CHECK(problem(whole.substr(0, 20)).code == "data.truncated");
  CHECK(problem(whole.substr(0, whole.size() - 20)).code == "data.corrupted");
  CHECK(problem(whole + "x").code == "data.trailing-bytes");
  CHECK(problem(png_file({1, 1, 8, 4, idx_bytes({1, 255})})).code == "data.unsupported-image");
  CHECK(problem(png_file({2, 1, 8, 0, idx_bytes({1, 2})}, png_chunk("tRNS", std::string("\0\1", 2)))).code == "data.corrupted");
  CHECK(problem(png_file({2, 1, 8, 0, idx_bytes({1, 2})}, png_chunk("ABCD", ""))).code == "data.corrupted");  // an unknown critical chunk
}

TEST_CASE("an image that announces a huge size is refused before memory is taken") {
  CHECK(problem(png_file({2000000000, 1, 8, 0, "x"})).code == "data.too-large");
  CHECK(problem(png_file({16384, 1, 8, 2, "x"})).code == "data.corrupted");
  const TemporaryFolder folder;
  write_image(folder / "train/a/1.png", png_file({16384, 1, 8, 2, "x"}).replace(20, 4, test_support::big_endian(16384, 4)));
  CHECK(load_problem(*reader.in(folder)).code == "data.corrupted");  // the header's checksum
}

TEST_CASE("more pixels than the memory limit allows are refused") {
  const TemporaryFolder folder;
  write_image(folder / "train/a/1.png", png_file({1024, 1024, 8, 0, std::string(1U << 20U, 'x')}));
  CHECK(load_problem(*reader.in(folder, {{"memory_limit", 3}})).code == "data.too-large");
  CHECK(load_problem(*reader.in(folder, {{"memory_limit", 4}})).code.empty());
}

TEST_CASE("damage of a valid image ends in a data error or in data of the right shape") {
  const TemporaryFolder folder;
  write_image(folder / "train/a/1.png", grey(1));
  const auto count =
      test_support::try_damage(folder / "train/a/1.png", png_file({4, 3, 8, 2, std::string(36, 'q')}), {1, 60}, [&] { return reader.in(folder); });
  CHECK(count.refused > 20 * count.read);
}
