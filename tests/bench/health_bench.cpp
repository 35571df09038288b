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

constexpr std::int64_t samples = 8192;
constexpr std::int64_t rounds = 7;

Value proposed_spec() {
  return table({
      {"encoder", table({{"use", "mlp"}, {"hidden", Value::Array{500, 500}}, {"features", 150}})},
      {"latent", table({{"z", table({{"use", "gaussian"}, {"dim", 100}})}, {"c", table({{"use", "gumbel_softmax"}, {"categories", 10}})}})},
      {"loss", Value::Array{table({{"use", "bce"}}), table({{"use", "gaussian_kl"}, {"on", "z"}, {"weight", 5.0}}),
                            table({{"use", "categorical_kl"}, {"on", "c"}})}},
      {"train", table({{"optimizer", table({{"use", "adam"}})}})},
  });
}

/// A pass that yields the assignments and nothing else.
double bare_pass(assay::train::ComposedModel& model, const Tensor& x, std::int64_t batch) {
  const torch::NoGradGuard no_grad;
  const auto begin = std::chrono::steady_clock::now();
  model.set_training(false);
  for (std::int64_t i = 0; i < x.size(0); i += batch) {
    const auto posterior = model.infer(x.narrow(0, i, std::min(batch, x.size(0) - i)));
    model.code(static_cast<std::size_t>(model.assigning_latent()), posterior).argmax(1);
  }
  return seconds_since(begin);
}

}  // namespace

void recorder_and_health(const Setting& setting) {
  const Value resolved = proposed_spec();
  assay::DatasetInfo info;
  info.shape = {1, 28, 28};
  info.count = samples;
  assay::BuildContext context(info);
  assay::Streams streams(1);
  assay::train::ComposedModel model(assay::train::compose(resolved, setting.registry, context), info, streams.host("init"),
                                    c10::Device(c10::DeviceType::CPU));
  const auto optimizer = assay::train::make_optimizer(resolved.at("train").at("optimizer"), model.parameters());
  const Tensor x = torch::rand({samples, info.dimensions()});
  assay::EvaluateOptions evaluate;
  assay::train::ModelObserver observer(model, x, evaluate.batch);

  std::vector<double> train_s;
  std::vector<double> extra_s;
  std::vector<double> share;
  auto begin = std::chrono::steady_clock::now();
  // Called after each epoch: training ends here; then the same pass is timed with and without the health series, rows included.
  auto job = make_job(setting, resolved);
  assay::train::TrialSession session(job, streams, {}, std::nullopt);
  observer.declare(session.recorder());
  const auto observe = [&](const assay::train::Wanted& wanted) {
    train_s.push_back(seconds_since(begin));
    const double bare_s = bare_pass(model, x, evaluate.batch);
    const auto pass_begin = std::chrono::steady_clock::now();
    auto observation = observer(wanted);
    for (const auto& [name, value] : observation.health) session.recorder().record(name, value);
    session.recorder().commit(assay::Cadence::eval, static_cast<std::int64_t>(train_s.size()));
    extra_s.push_back(seconds_since(pass_begin) - bare_s);
    share.push_back(extra_s.back() / train_s.back());
    observation.health.clear();  // recorded above
    begin = std::chrono::steady_clock::now();
    return observation;
  };
  assay::train::Evaluation evaluation(evaluate, {}, {}, observe, session, rounds);
  assay::TrainOptions options;
  options.epochs = rounds;
  assay::train::Trainer trainer(model, *optimizer, options, {}, x, session, evaluation);
  trainer.declare();
  trainer.run();
  fmt::print(
      "recorder and health series of the proposed model: {:.2f} % of training (median of {} epochs of {} samples; {:.1f} ms of {:.0f} ms; "
      "target 2 %)\n",
      100.0 * median(share), rounds, samples, 1e3 * median(extra_s), 1e3 * median(train_s));
}

}  // namespace bench
