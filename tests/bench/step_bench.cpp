#include <fmt/format.h>
#include <torch/types.h>
#include <torch/utils.h>

#include "bench/bench.hpp"
#include "train/composed_model.hpp"
#include "train/make_optimizer.hpp"
#include "train/trainer.hpp"

namespace bench {
namespace {

using assay::Tensor;

constexpr std::int64_t batch = 256;
constexpr std::int64_t steps = 41;
constexpr double target = 1.15;

/// The products of one training step: forward, weight gradient and, but for the first layer, input gradient of every weight [out, in].
class BareProducts {
 public:
  explicit BareProducts(const assay::NamedTensors& parameters) {
    for (const auto& entry : parameters) {
      if (entry.second.dim() != 2) continue;
      const Tensor weight = entry.second.detach();
      layers_.push_back({weight, torch::randn({batch, weight.size(1)}), torch::randn({batch, weight.size(0)}), torch::empty({batch, weight.size(0)}),
                         torch::empty({batch, weight.size(1)}), torch::empty_like(weight)});
    }
  }

  double run() {
    const auto begin = std::chrono::steady_clock::now();
    for (Layer& layer : layers_) torch::mm_out(layer.output, layer.x, layer.weight.t());
    for (std::size_t i = layers_.size(); i-- > 0;) {
      Layer& layer = layers_[i];
      torch::mm_out(layer.weight_gradient, layer.output_gradient.t(), layer.x);
      if (i > 0) torch::mm_out(layer.x_gradient, layer.output_gradient, layer.weight);
    }
    return seconds_since(begin);
  }

 private:
  struct Layer {
    Tensor weight, x, output_gradient, output, x_gradient, weight_gradient;
  };
  std::vector<Layer> layers_;
};

}  // namespace

void step_of_autoencoder(const Setting& setting) {
  const Value resolved = autoencoder_spec(table({}), 1);
  assay::DatasetInfo info;
  info.shape = {1, 28, 28};
  info.count = batch * steps;
  assay::BuildContext context(info);
  assay::Streams streams(1);
  assay::train::ComposedModel model(assay::train::compose(resolved, setting.registry, context), info, streams.host("init"),
                                    c10::Device(c10::DeviceType::CPU));
  const auto optimizer = assay::train::make_optimizer(resolved.at("train").at("optimizer"), model.parameters());
  BareProducts products(model.parameters());

  // The trainer asks between any two steps whether to stop: there the step just done ends, and the bare products run once.
  std::vector<double> step_s;
  std::vector<double> products_s;
  std::vector<double> ratios;
  auto begin = std::chrono::steady_clock::now();
  const auto between_steps = [&] {
    step_s.push_back(seconds_since(begin));
    const torch::NoGradGuard no_grad;
    products_s.push_back(products.run());
    ratios.push_back(step_s.back() / products_s.back());
    begin = std::chrono::steady_clock::now();
    return false;
  };
  const auto job = make_job(setting, resolved);
  assay::train::TrialSession session(job, streams, between_steps, std::nullopt);
  assay::EvaluateOptions rarely;
  rarely.every = 1000;
  assay::train::Evaluation evaluation(
      rarely, {}, {}, [](const assay::train::Wanted&) { return assay::train::Observation{}; }, session, 0);
  assay::TrainOptions options;
  options.epochs = 1;
  options.batch = batch;
  assay::train::Trainer trainer(model, *optimizer, options, {}, torch::rand({batch * steps, info.dimensions()}), session, evaluation);
  trainer.declare();
  trainer.run();
  const auto warm = [](std::vector<double> values) { return std::vector<double>(values.begin() + 5, values.end()); };
  fmt::print(
      "step of the 784-500-500-2000-10 autoencoder, batch {}, 1 thread: {:.3f} x its bare products (median of {} pairs; {:.1f} ms and {:.1f} ms; "
      "target {})\n",
      batch, median(warm(ratios)), steps - 5, 1e3 * median(warm(step_s)), 1e3 * median(warm(products_s)), target);
}

}  // namespace bench
