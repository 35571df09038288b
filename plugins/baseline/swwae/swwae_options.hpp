#pragma once

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "../common/epoch_baseline.hpp"

namespace assay::baseline_swwae {

struct SwwaeOptions : baselines::TrainingOptions {
  std::int64_t labeled_batch = 100;
  std::string unlabeled = "all";
  double reconstruction_weight = 0.4;
  double intermediate_weight = 0.4;
  bool detach = false;
  double dropout = 0.5;
  std::vector<std::int64_t> channels;
  std::vector<std::int64_t> convolutions;
  bool batch_norm = false;
  std::string pooling = "hard";
  double beta = 10.0;

  SwwaeOptions() {
    epochs = 150;
    lr = assay::Schedule::steps(1e-3, 0.5, 30);
  }

  static constexpr auto fields = std::tuple_cat(
      TrainingOptions::fields,
      assay::fields(
          assay::field("labeled_batch", &SwwaeOptions::labeled_batch, "labeled samples per step, besides the 'batch' unlabeled ones").in(1, 1000000),
          assay::field("unlabeled", &SwwaeOptions::unlabeled, "what the unlabeled samples are: the complement of the labeled ones, or all")
              .one_of("complement", "all"),
          assay::field("reconstruction_weight", &SwwaeOptions::reconstruction_weight, "factor of the mean squared error of the image").at_least(0.0),
          assay::field("intermediate_weight", &SwwaeOptions::intermediate_weight,
                       "factor of the mean squared errors of the pooled maps between the stages, which are added up")
              .at_least(0.0),
          assay::field(
              "detach", &SwwaeOptions::detach,
              "take the encoder's maps for constants in the errors between the stages; false: these move the maps towards the decoder's too"),
          assay::field("dropout", &SwwaeOptions::dropout, "share of the features that is dropped in front of the classifier; 0: none").in(0.0, 0.95),
          assay::field(
              "channels", &SwwaeOptions::channels,
              "channels of each convolution of the encoder; empty: [64, 64] for images of one channel, the published [128, 128, 256, 256] for "
              "others")
              .in(1, 65536),
          assay::field("convolutions", &SwwaeOptions::convolutions,
                       "how many convolutions each stage has before its pooling; empty: one, or [1, 2, 1] of the published channels")
              .in(1, 1000),
          assay::field("batch_norm", &SwwaeOptions::batch_norm, "batch normalisation before each ReLU; published without"),
          assay::field("pooling", &SwwaeOptions::pooling,
                       "what and where of a window; hard: its maximum and the place; soft: their means under softmax(beta · values)")
              .one_of("hard", "soft"),
          assay::field("beta", &SwwaeOptions::beta, "inverse temperature of pooling = \"soft\"").in(1e-3, 1e6)));

  static constexpr auto needs = assay::needs(assay::need("labels", "the samples whose classes are told"));
};

/// The encoder's channels, convolution by convolution, in each stage. At the end of a stage sides are halved.
using Layout = std::vector<std::vector<std::int64_t>>;

/// Throws SpecError "swwae.no-images" for data that are no images, "swwae.layers" when 'channels' and 'convolutions' do not count the same, and
/// "swwae.image-size" for sides that cannot be halved that often: the place of a maximum is ambiguous where a window sticks out.
Layout layout_for(const SwwaeOptions& options, const assay::DatasetInfo& data);

/// Numbers in the "what" of the last stage. Throws as `layout_for`.
std::int64_t feature_width(const SwwaeOptions& options, const assay::DatasetInfo& data);

}  // namespace assay::baseline_swwae
