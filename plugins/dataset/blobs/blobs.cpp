#include <algorithm>
#include <utility>

#include <assay/plugin.hpp>

#include "../common/test_part.hpp"
#include "mixture.hpp"

namespace {

struct BlobsOptions {
  std::int64_t clusters = 4;
  std::int64_t count = 2000;
  std::int64_t test_count = 0;
  std::int64_t latent_dim = 2;
  std::int64_t dimensions = 64;
  double separation = 4.0;
  double sigma = 0.5;
  bool warp = true;
  std::string range = "unit";
  std::vector<double> weights;
  std::int64_t seed = 1;

  static constexpr auto fields = assay::fields(
      assay::field("clusters", &BlobsOptions::clusters, "components of the mixture, K").in(1, 1000),
      assay::field("count", &BlobsOptions::count, "number of samples, at least one per cluster").in(1, 1000000),
      assay::field("test_count", &BlobsOptions::test_count, "how many of the samples, the last, are the test part").in(0, 1000000),
      assay::field("latent_dim", &BlobsOptions::latent_dim, "dimensions in which the mixture is drawn").in(1, 1000),
      assay::field("dimensions", &BlobsOptions::dimensions, "numbers per sample, D; at least latent_dim").in(1, 100000),
      assay::field("separation", &BlobsOptions::separation, "half the distance between neighbouring sites of the lattice on which the centres lie")
          .in(0.0, 1e6),
      assay::field("sigma", &BlobsOptions::sigma, "standard deviation of each component").in(0.0, 1e6),
      assay::field("warp", &BlobsOptions::warp, "map to D dimensions by a fixed random tanh network; false: by a rotation, which keeps distances"),
      assay::field("range", &BlobsOptions::range, "unit: all values scaled together to [0, 1]; unbounded: left as they are")
          .one_of("unit", "unbounded"),
      assay::field("weights", &BlobsOptions::weights, "relative sizes of the clusters, one per cluster; empty: equal").above(0.0),
      assay::field("seed", &BlobsOptions::seed, "which mixture; independent of the trial's seed").at_least(0));
};

assay::SpecError inconsistent(std::string message) { return assay::SpecError({"spec.inconsistent-options", std::move(message), {}, {}, {}}); }

/// Planted Gaussian mixtures, so that a clustering method can be tested without data (methods-unsupervised 16.10).
class Blobs final : public assay::Dataset {
 public:
  Blobs(BlobsOptions options, assay::BuildContext& /*context*/) : options_(std::move(options)) {
    if (options_.count * options_.dimensions > most_numbers) {
      throw assay::SpecError({"spec.too-large",
                              "dataset 'blobs' would need 2.5 GiB of memory or more for " + std::to_string(options_.count) + " samples of " +
                                  std::to_string(options_.dimensions) + " numbers",
                              {},
                              "use fewer samples or dimensions",
                              {}});
    }
    datasets::require_training_samples("blobs", options_.count, options_.test_count);
    const auto weight_count = static_cast<std::int64_t>(options_.weights.size());
    if (weight_count != 0 && weight_count != options_.clusters) {
      throw inconsistent("dataset 'blobs' has " + std::to_string(weight_count) + " 'weights' for " + std::to_string(options_.clusters) + " clusters");
    }
    if (options_.dimensions < options_.latent_dim) {
      throw inconsistent("dataset 'blobs' wants 'dimensions' at least 'latent_dim', found " + std::to_string(options_.dimensions) + " and " +
                         std::to_string(options_.latent_dim));
    }
    if (options_.count < options_.clusters) {
      throw inconsistent("dataset 'blobs' wants at least one sample per cluster, found 'count' " + std::to_string(options_.count) + " for " +
                         std::to_string(options_.clusters) + " clusters");
    }
  }

  assay::DatasetInfo info() const override {
    assay::DatasetInfo info;
    info.shape = {options_.dimensions};
    info.count = options_.count;
    info.test_count = options_.test_count;
    info.classes = options_.clusters;
    info.highest = unit() ? 1.0 : 0.0;
    return info;
  }

  assay::DatasetContents load() const override {
    const std::uint64_t seed = assay::stream_seed(static_cast<std::uint64_t>(options_.seed), "dataset.blobs");
    const auto mixture =
        blobs::draw_mixture(seed, options_.clusters, options_.latent_dim, options_.count, options_.separation, options_.sigma, options_.weights);
    // The network's inputs are of order 1 whatever the separation, so its units neither saturate nor stay linear.
    const double extent = std::max(options_.separation, options_.sigma) > 0.0 ? std::max(options_.separation, options_.sigma) : 1.0;
    const auto values =
        options_.warp ? blobs::warped(seed, mixture.points, options_.dimensions, extent) : blobs::rotated(seed, mixture.points, options_.dimensions);
    assay::DatasetContents contents;
    contents.x = torch::empty({options_.count, options_.dimensions}, torch::kFloat32);
    contents.labels = torch::empty({options_.count}, torch::kInt64);
    contents.split = datasets::last_for_testing(options_.count, options_.test_count);
    write(values.values, contents.x.data_ptr<float>());
    std::copy(mixture.labels.begin(), mixture.labels.end(), contents.labels.data_ptr<std::int64_t>());
    return contents;
  }

 private:
  static constexpr std::int64_t most_numbers = std::int64_t{1} << 27;

  bool unit() const { return options_.range == "unit"; }

  void write(const std::vector<double>& values, float* out) const {
    const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
    const double offset = unit() ? *lowest : 0.0;
    const double width = unit() && *highest > *lowest ? *highest - *lowest : 1.0;
    std::transform(values.begin(), values.end(), out, [=](double value) { return static_cast<float>((value - offset) / width); });
  }

  BlobsOptions options_;
};

}  // namespace

ASSAY_PLUGIN(assay::component<Blobs, BlobsOptions>("blobs", "planted Gaussian mixture, optionally seen through a fixed random network"));
