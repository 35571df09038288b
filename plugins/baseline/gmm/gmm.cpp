#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <assay/plugin.hpp>

#include "../../common/points.hpp"
#include "../common/clusters.hpp"
#include "../common/lloyd.hpp"
#include "../common/seeding.hpp"
#include "em.hpp"
#include "mixture.hpp"

namespace {

using assay::Cadence;
using assay::Tensor;
using plugin_common::Points;
using namespace assay::baseline_gmm;

struct GmmOptions {
  std::int64_t clusters = 10;
  std::string covariance = "full";
  std::int64_t n_init = 10;
  std::int64_t max_iterations = 100;
  double tolerance = 1e-3;
  double regularisation = 1e-6;

  static constexpr auto fields = assay::fields(
      assay::field("clusters", &GmmOptions::clusters, "number of components K").in(1, 100000).derivable("classes"),
      assay::field("covariance", &GmmOptions::covariance, "shape of each component's covariance").one_of("full", "diag"),
      assay::field("n_init", &GmmOptions::n_init, "restarts, each from a k-means of its own, of which the likeliest is kept").in(1, 100000),
      assay::field("max_iterations", &GmmOptions::max_iterations, "most iterations of one restart").in(1, 1000000),
      assay::field("tolerance", &GmmOptions::tolerance, "a restart ends when the mean log-likelihood gains less, nats").at_least(0.0),
      assay::field("regularisation", &GmmOptions::regularisation,
                   "floor added to every variance; raw pixels want more: 1e-2 (diag), 1e-1 (full) for values in [0, 1]")
          .in(0.0, 1e6));
};

/// Gaussian mixture by expectation maximisation (Dempster, Laird and Rubin 1977) from k-means, with restarts.
///
/// State for later stages, float64: "weights" [K], "means" [K, D], and "variances" [K, D] (diag) or "covariances" [K, D, D] (full).
class Gmm final : public assay::Baseline, public assay::Assigns {
 public:
  Gmm(const GmmOptions& options, assay::BuildContext& context) : options_(options), spread_(full() ? "covariances" : "variances") {
    baselines::require_samples("gmm", options.clusters, context.dataset().count);
  }

  void fit(const Tensor& x, assay::FitContext& context) override {
    baselines::require_samples("gmm", options_.clusters, x.size(0));
    declare_series(context.recorder());
    const Points points(x);
    const Samples samples{x.to(torch::kCPU), points.mean()};
    context.expect_rounds(options_.n_init);
    while (restarts_done_ < options_.n_init) {
      run_restart(points, samples, context);
      if (!context.end_of_round(restarts_done_)) return;
    }
  }

  void save(assay::StateDict& state) const override {
    if (best_.weights.defined()) {
      state.put("weights", best_.weights);
      state.put("means", best_.means);
      state.put(spread_, best_.spread);
    }
    state.put_number("log_likelihood", log_likelihood_);
    state.put_number("restarts_done", static_cast<double>(restarts_done_));
    state.put_number("iterations_done", static_cast<double>(iterations_done_));
  }
  void restore(const assay::StateDict& state) override {
    const auto tensor = [&](const std::string& name) { return state.get(name).to(torch::kCPU, torch::kFloat64); };
    best_ = state.has("weights") ? Mixture{tensor("weights"), tensor("means"), tensor(spread_)} : Mixture{};
    log_likelihood_ = state.get_number("log_likelihood");
    restarts_done_ = static_cast<std::int64_t>(state.get_number("restarts_done"));
    iterations_done_ = static_cast<std::int64_t>(state.get_number("iterations_done"));
  }

  std::int64_t clusters() const override { return options_.clusters; }
  Tensor responsibilities(const Tensor& x) override {
    const torch::NoGradGuard no_grad;
    // Near the origin of the data nothing is lost to rounding, wherever they lie.
    const Tensor origin = best_.weights.matmul(best_.means);
    const Samples samples{x.to(torch::kCPU), origin};
    const auto gaussians = make_gaussians({best_.weights, best_.means - origin, best_.spread});
    const std::int64_t block = block_rows(best_);
    Tensor out = torch::empty({x.size(0), options_.clusters}, torch::kFloat32);
    for (std::int64_t begin = 0; begin < samples.count(); begin += block) {
      const std::int64_t rows = std::min(block, samples.count() - begin);
      out.narrow(0, begin, rows).copy_(posterior(gaussians->joint(samples.rows(begin, rows))).responsibilities.t());
    }
    return out.to(x.device());
  }

 private:
  bool full() const { return options_.covariance == "full"; }

  static void declare_series(assay::Recorder& recorder) {
    recorder.declare("gmm.log_likelihood", Cadence::epoch, "log-likelihood at the end of this restart, mean over the samples", "nat");
    recorder.declare("gmm.best_log_likelihood", Cadence::epoch, "largest log-likelihood of the restarts so far, mean over the samples", "nat");
    recorder.declare("gmm.bic", Cadence::epoch, "Bayesian information criterion of the best restart so far; low is good", "nat");
    recorder.declare("gmm.iterations", Cadence::epoch, "iterations of this restart");
    recorder.declare("gmm.iteration_log_likelihood", Cadence::step,
                     "log-likelihood at the start of each iteration and at the end, mean over the samples, restarts one after the other", "nat");
  }

  /// One k-means, from greedy k-means++ centres, whose clusters become the first components.
  Mixture start_of(const Points& points, const Samples& samples, assay::Stream& stream) const {
    using namespace baselines;
    Tensor centres = seed_centres(points, options_.clusters, greedy_candidates(options_.clusters), stream);
    const Tensor means = lloyd(points, std::move(centres), {}, [](double /*inertia*/) {}).centres;
    Partition partition(points, options_.clusters);
    partition.assign(means);
    return mixture_of_clusters(samples, partition.clusters(), means, full(), options_.regularisation);
  }

  EmResult run_em(const Samples& samples, Mixture start, assay::Recorder& recorder) {
    const auto record_iteration = [&](double log_likelihood) {
      recorder.record("gmm.iteration_log_likelihood", log_likelihood);
      recorder.commit(Cadence::step, ++iterations_done_);
    };
    try {
      return em(samples, std::move(start), {options_.max_iterations, options_.tolerance, options_.regularisation}, record_iteration);
    } catch (const assay::TrialError& error) {
      recorder.event(assay::EventLevel::error, error.code(), error.diagnostics().front().message);
      throw;
    }
  }

  void run_restart(const Points& points, const Samples& samples, assay::FitContext& context) {
    assay::Recorder& recorder = context.recorder();
    const EmResult result = run_em(samples, start_of(points, samples, context.streams().host("init")), recorder);
    ++restarts_done_;
    if (result.reseeded > 0) {
      recorder.event(assay::EventLevel::info, "gmm.reseeded",
                     "restart " + std::to_string(restarts_done_) + " put a component that had lost its samples elsewhere, " +
                         std::to_string(result.reseeded) + " times");
    }
    if (result.log_likelihood > log_likelihood_) {
      log_likelihood_ = result.log_likelihood;
      best_ = {result.mixture.weights, result.mixture.means + samples.origin, result.mixture.spread};
    }
    const auto count = static_cast<double>(samples.count());
    recorder.record("gmm.log_likelihood", result.log_likelihood);
    recorder.record("gmm.best_log_likelihood", log_likelihood_);
    recorder.record("gmm.bic", -2.0 * count * log_likelihood_ + static_cast<double>(best_.free_parameters()) * std::log(count));
    recorder.record("gmm.iterations", static_cast<double>(result.iterations));
  }

  GmmOptions options_;
  std::string spread_;  ///< name of the covariances in the state
  Mixture best_;        ///< in the coordinates of the data; undefined before the first restart
  double log_likelihood_ = -std::numeric_limits<double>::infinity();
  std::int64_t restarts_done_ = 0;
  std::int64_t iterations_done_ = 0;
};

}  // namespace

ASSAY_PLUGIN(assay::component<Gmm, GmmOptions>("gmm", "Gaussian mixture by expectation maximisation from k-means, with restarts"));
