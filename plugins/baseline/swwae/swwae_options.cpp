#include "swwae_options.hpp"

#include <numeric>

namespace assay::baseline_swwae {
namespace {

using Counts = std::vector<std::int64_t>;

void require_images(const assay::DatasetInfo& data) {
  if (data.is_image()) return;
  throw assay::SpecError({"swwae.no-images",
                          "baseline 'swwae' needs images, and the samples of this data set are none",
                          {},
                          "use baseline 'm2' or 'adgm', whose networks are fully connected",
                          {}});
}

void require_equal_counts(const Counts& channels, const Counts& convolutions) {
  const std::int64_t layers = std::accumulate(convolutions.begin(), convolutions.end(), std::int64_t{0});
  if (layers == static_cast<std::int64_t>(channels.size())) return;
  throw assay::SpecError(
      {"swwae.layers",
       "'convolutions' of baseline 'swwae' add up to " + std::to_string(layers) + ", but there are channels of " + std::to_string(channels.size()),
       {},
       "the network (128)5c-2p-(128)3c-(256)3c-2p has channels = [128, 128, 256] and convolutions = [1, 2]",
       {}});
}

void require_even_sides(const assay::DatasetInfo& data, std::size_t stages) {
  for (const std::int64_t side : {data.shape[1], data.shape[2]}) {
    std::int64_t left = side;
    for (std::size_t stage = 0; stage < stages; ++stage) {
      if (left % 2 == 0 && left > 0) {
        left /= 2;
        continue;
      }
      throw assay::SpecError({"swwae.image-size",
                              "baseline 'swwae' halves images " + std::to_string(stages) + " times, which " + std::to_string(data.shape[1]) + "x" +
                                  std::to_string(data.shape[2]) + " pixels do not allow: a map of odd side " + std::to_string(left) +
                                  " would have to be halved",
                              {},
                              "set 'channels' and 'convolutions' of fewer stages, or another size of the images",
                              {}});
    }
  }
}

}  // namespace

Layout layout_for(const SwwaeOptions& options, const assay::DatasetInfo& data) {
  require_images(data);
  const bool published = options.channels.empty();
  const bool coloured = data.shape[0] > 1;
  Counts channels = options.channels;
  if (published) channels = coloured ? Counts{128, 128, 256, 256} : Counts{64, 64};
  Counts convolutions = options.convolutions;
  if (convolutions.empty()) convolutions = published && coloured ? Counts{1, 2, 1} : Counts(channels.size(), 1);
  require_equal_counts(channels, convolutions);
  require_even_sides(data, convolutions.size());
  Layout layout;
  auto next = channels.begin();
  for (const std::int64_t count : convolutions) {
    layout.emplace_back(next, next + count);
    next += count;
  }
  return layout;
}

std::int64_t feature_width(const SwwaeOptions& options, const assay::DatasetInfo& data) {
  const Layout layout = layout_for(options, data);
  return layout.back().back() * (data.shape[1] >> layout.size()) * (data.shape[2] >> layout.size());
}

}  // namespace assay::baseline_swwae
