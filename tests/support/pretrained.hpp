#pragma once

#include <memory>

#include "support/fake_encoder.hpp"
#include "support/fake_fit_context.hpp"
#include "support/plugin_inputs.hpp"

/// What DEC and its relatives start from: planted clusters, and the results of the stages before.
namespace test_support {

constexpr std::int64_t planted_count = 300;
constexpr std::int64_t planted_clusters = 3;

/// Three clouds in six dimensions; sample i belongs to cloud i mod 3.
inline Tensor planted_clouds() {
  assay::Stream noise = stream(8);
  const Tensor centres = noise.normal({planted_clusters, 6}) * 4.0;
  return centres.index_select(0, torch::arange(planted_count).remainder(planted_clusters)) + noise.normal({planted_count, 6});
}

inline assay::DatasetInfo planted_info() {
  assay::DatasetInfo info = vectors(6);
  info.count = planted_count;
  return info;
}

/// Encoder and decoder as drawn, and as centres the code of one sample of every cloud.
inline void add_stages(FakeFitContext& context, const assay::Encoder& encoder) {
  assay::Stream init = stream(5);
  const auto down = encoder.make_encoder(planted_info(), init);
  const auto up = encoder.make_decoder(planted_info(), {encoder.features()}, init);
  assay::put_network(context.stages["pretrain"], "encoder/", *down);
  assay::put_network(context.stages["pretrain"], "decoder/", *up);
  const torch::NoGradGuard no_grad;
  context.stages["init"].put("centres", down->forward({planted_clouds().narrow(0, 0, planted_clusters)}).to(torch::kFloat64));
}

/// Encoder and decoder that pass their two numbers on, and the given centres.
inline void add_identity_stages(FakeFitContext& context, const assay::Encoder& encoder, const assay::DatasetInfo& info, const Tensor& centres) {
  assay::Stream init = stream(5);
  const auto put = [&context](const std::string& prefix, const assay::Network& network) {
    const torch::NoGradGuard no_grad;
    for (const auto& [name, parameter] : network.parameters()) {
      Tensor values = parameter;
      values.copy_(values.dim() == 2 ? torch::eye(2) : torch::zeros({2}));
    }
    assay::put_network(context.stages["pretrain"], prefix, network);
  };
  put("encoder/", *encoder.make_encoder(info, init));
  put("decoder/", *encoder.make_decoder(info, {encoder.features()}, init));
  context.stages["init"].put("centres", centres.to(torch::kFloat64));
}

/// The tensor of that name in what a fitted model saves.
inline Tensor saved(const assay::Baseline& model, const std::string& name) {
  assay::StateDict state;
  model.save(state);
  return state.get(name);
}

/// The share of samples in the right cloud, under the best of the assignments of three clusters.
inline double planted_accuracy(assay::Assigns& model) {
  const Tensor labels = model.responsibilities(planted_clouds()).argmax(1);
  const Tensor truth = torch::arange(planted_count).remainder(planted_clusters);
  double best = 0.0;
  for (const auto& map : {std::vector<std::int64_t>{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}) {
    best = std::max(best, integers(map).index_select(0, labels).eq(truth).to(torch::kFloat64).mean().item<double>());
  }
  return best;
}

}  // namespace test_support
