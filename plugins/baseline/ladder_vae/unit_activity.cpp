#include "unit_activity.hpp"

#include <cmath>

#include "../common/active_units.hpp"

namespace assay::baseline_ladder_vae {
namespace {

constexpr std::int64_t block_rows = 1000;

void add_to(std::vector<Tensor>& sums, std::size_t layer, const Tensor& values) {
  if (sums.size() <= layer) sums.resize(layer + 1);
  sums[layer] = sums[layer].defined() ? sums[layer].add_(values) : values.clone();
}

}  // namespace

UnitActivity unit_activity(const CodeHierarchy& hierarchy, const Tensor& x, std::int64_t draws, Stream& noise) {
  std::vector<Tensor> divergences;
  std::vector<Rows> means;
  for_each_block(x, block_rows, [&](const Tensor& rows) {
    const std::vector<Gaussian> evidence = hierarchy.evidence(rows);
    std::vector<Tensor> sums;
    for (std::int64_t s = 0; s < draws; ++s) {
      const std::vector<CodeDraw> codes = hierarchy.draw(evidence, draw_from(noise));
      for (std::size_t i = 0; i < codes.size(); ++i) {
        add_to(divergences, i, codes[i].kl().sum(0, false, torch::kFloat64));
        add_to(sums, i, codes[i].q.mean);
      }
    }
    means.resize(sums.size(), Rows(x.size(0)));
    for (std::size_t i = 0; i < sums.size(); ++i) means[i].add(sums[i].to(torch::kFloat64) / static_cast<double>(draws));
  });
  UnitActivity activity;
  for (const Tensor& sum : divergences) activity.divergence.push_back(sum / static_cast<double>(draws * x.size(0)));
  for (const Rows& rows : means) activity.variance.push_back(baselines::variance_of_means(rows.all()));
  return activity;
}

Tensor importance_weighted_bound(const CodeHierarchy& hierarchy, const baselines::Likelihood& likelihood, const Tensor& x, std::int64_t draws,
                                 Stream& noise) {
  return apply_in_batches(x, block_rows, [&](const Tensor& rows) {
    const std::vector<Gaussian> evidence = hierarchy.evidence(rows);
    std::vector<Tensor> log_weights;
    for (std::int64_t s = 0; s < draws; ++s) {
      const std::vector<CodeDraw> codes = hierarchy.draw(evidence, draw_from(noise));
      Tensor log_weight = -likelihood.error(rows, hierarchy.decode(codes.front().z));
      for (const CodeDraw& code : codes) log_weight = log_weight - code.log_ratio().sum(1);
      log_weights.push_back(log_weight);
    }
    return torch::logsumexp(torch::stack(log_weights), 0) - std::log(static_cast<double>(draws));
  });
}

}  // namespace assay::baseline_ladder_vae
