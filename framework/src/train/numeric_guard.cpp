#include "train/numeric_guard.hpp"

#include <cmath>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/types.h>
#include <torch/utils.h>

#include "assay/core/error.hpp"
#include "base/suggest.hpp"

namespace assay::train {
namespace {

constexpr std::size_t parameters_shown = 8;

std::vector<std::string> bad_terms(const NonFiniteStep& where, const Composition& composition) {
  std::vector<std::string> terms;
  for (std::size_t i = 0; i < composition.losses.size(); ++i) {
    const auto value = where.loss_values[static_cast<std::int64_t>(i)].item<double>();
    if (!std::isfinite(value)) terms.push_back(fmt::format("loss.{} = {}", composition.losses[i].name, value));
  }
  return terms;
}

std::string parameters_text(const ComposedModel& model) {
  std::vector<std::string> bad;
  double largest = 0.0;
  for (const auto& [name, parameter] : model.parameters()) {
    const Tensor finite = parameter.isfinite();
    const std::int64_t count = parameter.numel() - finite.sum().item<std::int64_t>();
    if (count > 0) {
      bad.push_back(fmt::format("{} ({} of {})", name, count, parameter.numel()));
    } else {
      largest = std::max(largest, parameter.abs().max().item<double>());
    }
  }
  if (bad.empty()) return fmt::format("all parameters are finite, the largest magnitude is {:g}", largest);
  const std::size_t total = bad.size();
  if (total > parameters_shown) bad.resize(parameters_shown);
  return fmt::format("{} parameters have non-finite values: {}{}", total, join(bad), total > bad.size() ? ", …" : "");
}

void describe_latents(const Posterior& posterior, const Composition& composition, std::vector<std::string>& lines) {
  lines.push_back("features are " + range_text(posterior.features));
  for (std::size_t i = 0; i < composition.latents.size(); ++i) {
    const LatentPart& part = composition.latents[i];
    const Tensor& parameters = posterior.parameters[i];
    if (part.latent->family() == LatentFamily::gaussian && parameters.size(1) == 2 * part.latent->width()) {
      const auto halves = parameters.chunk(2, 1);
      lines.push_back(fmt::format("mean of '{}' is {}", part.name, range_text(halves[0])));
      lines.push_back(fmt::format("log-variance of '{}' is {}", part.name, range_text(halves[1])));
    } else {
      lines.push_back(fmt::format("{} of '{}' are {}", part.latent->family() == LatentFamily::categorical ? "logits" : "parameters", part.name,
                                  range_text(parameters)));
    }
  }
}

}  // namespace

std::string range_text(const Tensor& values) {
  const Tensor kept = values.masked_select(values.isfinite());
  const std::int64_t bad = values.numel() - kept.numel();
  if (kept.numel() == 0) return "nowhere finite";
  std::string text = fmt::format("in [{:g}, {:g}]", kept.min().item<double>(), kept.max().item<double>());
  if (bad > 0) text += fmt::format(", {} of {} values are not finite", bad, values.numel());
  return text;
}

void fail_non_finite(const NonFiniteStep& where, ComposedModel& model, Recorder& recorder) {
  const torch::NoGradGuard no_grad;
  const Composition& composition = model.composition();
  const std::vector<std::string> terms = bad_terms(where, composition);
  std::vector<std::string> lines{join(terms), fmt::format("the learning rate is {:g}", where.lr), parameters_text(model),
                                 "the batch's values are " + range_text(where.x)};
  describe_latents(model.infer(where.x), composition, lines);
  for (const auto& line : lines) recorder.event(EventLevel::error, "train.non-finite", line);
  const Tensor indices = where.indices.to(torch::kCPU).contiguous();
  const std::vector<std::int64_t> samples(indices.data_ptr<std::int64_t>(), indices.data_ptr<std::int64_t>() + indices.numel());
  recorder.event(EventLevel::error, "train.non-finite", fmt::format("samples of the batch: {}", fmt::join(samples, " ")));
  throw TrialError({"train.non-finite",
                    fmt::format("the objective is not finite in epoch {}, step {} ({})", where.epoch, where.step, join(terms)),
                    {},
                    "lower the learning rate, or set clip_norm",
                    lines});
}

}  // namespace assay::train
