#pragma once

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "../common/epoch_baseline.hpp"

namespace assay::baseline_improved_gan {

struct GanOptions : baselines::TrainingOptions {
  std::int64_t decay_epochs = 0;
  std::int64_t labeled_batch = 100;
  std::string unlabeled = "all";
  double unlabeled_weight = 1.0;
  double average_rate = 1e-4;
  std::string network = "auto";
  std::int64_t noise_dim = 100;
  std::vector<std::int64_t> hidden = {1000, 500, 250, 250, 250};
  std::vector<std::int64_t> generator_hidden = {500, 500};
  std::int64_t channels = 64;
  std::int64_t generator_channels = 128;

  GanOptions() {
    epochs = 300;
    lr = 3e-3;
  }

  /// lr in an epoch >= 1, of which each of the last `decay_epochs` takes away an equal part.
  [[nodiscard]] double learning_rate(std::int64_t epoch) const;

  static constexpr auto fields = std::tuple_cat(
      TrainingOptions::fields,
      assay::fields(
          assay::field(
              "decay_epochs", &GanOptions::decay_epochs,
              "last epochs, in which the learning rate falls linearly to 0; 0: none. Published for images in colour: lr = 3e-4, epochs = 900, "
              "decay_epochs = 300")
              .in(0, 1000000),
          assay::field("labeled_batch", &GanOptions::labeled_batch, "labeled samples per step, besides the 'batch' unlabeled and generated ones")
              .in(1, 1000000),
          assay::field("unlabeled", &GanOptions::unlabeled, "what the unlabeled samples are: the complement of the labeled ones, or all")
              .one_of("complement", "all"),
          assay::field("unlabeled_weight", &GanOptions::unlabeled_weight, "factor of the loss on unlabeled and generated samples").at_least(0.0),
          assay::field("average_rate", &GanOptions::average_rate,
                       "classes and features are those of averaged weights: share of the newest weights in the moving average, per step; 1: the "
                       "newest alone")
              .in(1e-6, 1.0),
          assay::field("network", &GanOptions::network, "auto: conv for images in colour with sides that it takes, else dense")
              .one_of("auto", "dense", "conv"),
          assay::field("noise_dim", &GanOptions::noise_dim, "numbers that the generator makes a sample of").in(1, 65536),
          assay::field("hidden", &GanOptions::hidden, "of dense: widths of the discriminator's hidden layers").in(1, 65536),
          assay::field("generator_hidden", &GanOptions::generator_hidden, "of dense: widths of the generator's hidden layers").in(1, 65536),
          assay::field("channels", &GanOptions::channels,
                       "of conv: channels of the discriminator's first three convolutions; the others have twice as many")
              .in(1, 65536),
          assay::field("generator_channels", &GanOptions::generator_channels,
                       "of conv: channels of the generator's largest hidden map; the smaller ones have two and four times as many")
              .in(1, 65536)));

  static constexpr auto needs = assay::needs(assay::need("labels", "the samples whose classes are told"));
};

/// Whether the networks are the convolutional ones. Throws SpecError "improved_gan.image-size" when the options want these and the samples of `data`
/// are no images with sides that are multiples of 8, at least 16.
bool is_convolutional(const GanOptions& options, const assay::DatasetInfo& data);

/// Width of the features that the generator is to match.
std::int64_t feature_width(const GanOptions& options, const assay::DatasetInfo& data);

}  // namespace assay::baseline_improved_gan
