#include <doctest/doctest.h>

#include <cstring>

#include "record/array_file.hpp"
#include "train/apply_model.hpp"
#include "train_harness.hpp"

using namespace assay;
using namespace assay::train;
using train_test::error_of;
using train_test::table;
using train_test::Trial;

namespace {

/// A finished trial and what its model gives afterwards.
class Finished {
 public:
  explicit Finished(Value spec) : trial_(std::move(spec)) {
    trial_.run();
    request_.trial = trial_.file();
    request_.output = folder_ / "output.h5";
  }

  record::ArrayFile apply(const std::string& task) {
    request_.task = task;
    apply_model(request_, train_test::registry());
    return record::read_array_file(request_.output);
  }
  [[nodiscard]] Error error(const std::string& task) {
    return error_of([&] { apply(task); });
  }
  [[nodiscard]] record::Array stored(const std::string& name) const { return trial_.array("artifacts/" + name); }
  record::ApplyRequest& request() { return request_; }

 private:
  test_support::TemporaryFolder folder_;
  Trial trial_;
  record::ApplyRequest request_;
};

bool same_bits(const record::Array& a, const record::Array& b) {
  return a.type == b.type && a.shape == b.shape && std::memcmp(a.data, b.data, a.bytes()) == 0;
}

Value kmeans_spec() {
  Value spec = train_test::proposed_spec(1);
  for (const char* key : {"encoder", "latent", "loss", "train"}) spec.table().erase(key);
  spec["baseline"] = table({{"use", "kmeans"}, {"clusters", 4}});
  return spec;
}

}  // namespace

TEST_CASE("the model from a result file assigns and embeds as the trained one did, bit for bit") {
  Finished composed(train_test::proposed_spec(2));
  const auto assigned = composed.apply("assign");
  CHECK(same_bits(assigned.at("assignment"), composed.stored("assignment")));
  CHECK(same_bits(assigned.at("labels"), composed.stored("labels")));
  CHECK(same_bits(composed.apply("embed").at("embedding"), composed.stored("embedding/epoch_0002")));
  Finished baseline(kmeans_spec());
  CHECK(same_bits(baseline.apply("assign").at("assignment"), baseline.stored("assignment")));
}

TEST_CASE("generation keeps z down a column and varies it along a row; the same seed gives the same images") {
  Finished finished(train_test::proposed_spec(2));
  finished.request().columns = 3;
  const auto output = finished.apply("generate");
  const auto& images = output.at("images");
  CHECK(images.shape == std::vector<std::int64_t>{4, 3, 12});
  CHECK(output.at("z").shape == std::vector<std::int64_t>{3, 3});
  const auto values = record::to_reals(images);
  const auto image = [&](std::size_t row, std::size_t column) {
    const auto first = values.begin() + static_cast<std::ptrdiff_t>((row * 3 + column) * 12);
    return std::vector<double>(first, first + 12);
  };
  CHECK(image(0, 0) != image(0, 1));
  CHECK(image(0, 0) != image(1, 0));
  CHECK(same_bits(finished.apply("generate").at("images"), images));
  finished.request().seed = 2;
  CHECK_FALSE(same_bits(finished.apply("generate").at("images"), images));
}

TEST_CASE("a style grid gives the style of its input to every category") {
  Finished finished(train_test::proposed_spec(2));
  finished.request().columns = 4;
  const auto output = finished.apply("style");
  CHECK(output.at("images").shape == std::vector<std::int64_t>{4, 4, 12});
  CHECK(output.at("inputs").shape == std::vector<std::int64_t>{4, 12});
  const auto images = record::to_reals(output.at("images"));
  CHECK(std::vector<double>(images.begin(), images.begin() + 12) != std::vector<double>(images.begin() + 12, images.begin() + 24));
}

TEST_CASE("another data set of equal width can be given to a model, and one of another width cannot") {
  Finished finished(train_test::proposed_spec(1));
  finished.request().dataset = table({{"use", "blobs"}, {"count", 30}, {"dimensions", 12}, {"clusters", 2}});
  CHECK(finished.apply("assign").at("assignment").shape == std::vector<std::int64_t>{30});
  finished.request().dataset = table({{"use", "blobs"}, {"count", 30}, {"dimensions", 7}, {"clusters", 2}});
  CHECK(finished.error("assign").code() == "model.wrong-width");
  finished.request().dataset = {};
  finished.request().part = "test";
  CHECK(finished.error("embed").code() == "model.no-part");
}

TEST_CASE("a model that cannot do what is asked says what it can") {
  Finished finished(kmeans_spec());
  const Error error = finished.error("generate");
  CHECK(error.code() == "model.no-capability");
  CHECK(error.diagnostics().front().notes.front() == "it can assign");
}
