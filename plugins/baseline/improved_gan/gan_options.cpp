#include "gan_options.hpp"

#include <algorithm>

namespace assay::baseline_improved_gan {
namespace {

/// The generator doubles a map three times; the discriminator halves it twice and then reads 3x3 without padding.
bool has_fitting_sides(const assay::DatasetInfo& data) {
  return data.is_image() && data.shape[1] % 8 == 0 && data.shape[2] % 8 == 0 && std::min(data.shape[1], data.shape[2]) >= 16;
}

std::string described(const assay::DatasetInfo& data) {
  if (!data.is_image()) return "vectors of " + std::to_string(data.dimensions()) + " numbers";
  return "images of " + std::to_string(data.shape[1]) + "x" + std::to_string(data.shape[2]);
}

}  // namespace

double GanOptions::learning_rate(std::int64_t epoch) const {
  const std::int64_t left = epochs - epoch + 1;
  return left >= decay_epochs ? lr.at(epoch) : lr.at(epoch) * static_cast<double>(left) / static_cast<double>(decay_epochs);
}

bool is_convolutional(const GanOptions& options, const assay::DatasetInfo& data) {
  if (options.network == "auto") return has_fitting_sides(data) && data.shape[0] > 1;
  if (options.network == "dense") return false;
  if (has_fitting_sides(data)) return true;
  throw assay::SpecError(
      {"improved_gan.image-size",
       "the convolutional networks of baseline 'improved_gan' need images with sides that are multiples of 8, at least 16; the samples "
       "here are " +
           described(data),
       {},
       "set network = \"dense\", or leave it out",
       {}});
}

std::int64_t feature_width(const GanOptions& options, const assay::DatasetInfo& data) {
  if (is_convolutional(options, data)) return 2 * options.channels;
  return options.hidden.empty() ? data.dimensions() : options.hidden.back();
}

}  // namespace assay::baseline_improved_gan
