#include <limits>

#include <assay/plugin.hpp>

#include "../../common/points.hpp"
#include "../common/clusters.hpp"
#include "../common/lloyd.hpp"
#include "../common/seeding.hpp"

namespace {

using assay::Cadence;
using assay::Tensor;

struct KmeansOptions {
  std::int64_t clusters = 10;
  std::int64_t n_init = 20;
  std::int64_t max_iterations = 300;
  double tolerance = 1e-4;
  std::int64_t candidates = 0;

  static constexpr auto fields = assay::fields(
      assay::field("clusters", &KmeansOptions::clusters, "number of clusters K").in(1, 1000000).derivable("classes"),
      assay::field("n_init", &KmeansOptions::n_init, "restarts, of which the one of lowest inertia is kept").in(1, 100000),
      assay::field("max_iterations", &KmeansOptions::max_iterations, "most iterations of one restart").in(1, 1000000),
      assay::field("tolerance", &KmeansOptions::tolerance, "a restart ends when the centres' squared shift is at most this times the mean variance")
          .at_least(0.0),
      assay::field("candidates", &KmeansOptions::candidates,
                   "draws per step of k-means++, the best of which is kept; 0: 2 + floor(ln K), 1: the plain algorithm")
          .in(0, 1000));
};

/// Lloyd's algorithm (1982) from greedy k-means++ centres (Arthur and Vassilvitskii 2007), with restarts.
class Kmeans final : public assay::Baseline, public assay::Assigns {
 public:
  Kmeans(const KmeansOptions& options, assay::BuildContext& context) : options_(options) {
    baselines::require_samples("kmeans", options.clusters, context.dataset().count);
  }

  void fit(const Tensor& x, assay::FitContext& context) override {
    baselines::require_samples("kmeans", options_.clusters, x.size(0));
    declare_series(context.recorder());
    const plugin_common::Points points(x);
    assay::Stream& stream = context.streams().host("init");
    context.expect_rounds(options_.n_init);
    while (restarts_done_ < options_.n_init) {
      run_restart(points, stream, context.recorder());
      if (!context.end_of_round(restarts_done_)) return;
    }
  }

  void save(assay::StateDict& state) const override {
    if (centres_.defined()) state.put("centres", centres_);
    state.put_number("inertia", inertia_);
    state.put_number("restarts_done", static_cast<double>(restarts_done_));
    state.put_number("iterations_done", static_cast<double>(iterations_done_));
  }
  void restore(const assay::StateDict& state) override {
    centres_ = state.has("centres") ? state.get("centres").to(torch::kCPU, torch::kFloat64) : Tensor();
    inertia_ = state.get_number("inertia");
    restarts_done_ = static_cast<std::int64_t>(state.get_number("restarts_done"));
    iterations_done_ = static_cast<std::int64_t>(state.get_number("iterations_done"));
  }

  std::int64_t clusters() const override { return options_.clusters; }
  Tensor responsibilities(const Tensor& x) override { return baselines::one_hot(baselines::nearest_centres(x, centres_), options_.clusters, x); }

 private:
  static void declare_series(assay::Recorder& recorder) {
    recorder.declare("kmeans.inertia", Cadence::epoch, "sum of squared distances to the nearest centre at the end of this restart");
    recorder.declare("kmeans.best_inertia", Cadence::epoch, "lowest inertia of the restarts so far");
    recorder.declare("kmeans.iterations", Cadence::epoch, "iterations of this restart");
    recorder.declare("kmeans.iteration_inertia", Cadence::step, "inertia at the start of each iteration, restarts one after the other");
  }

  void run_restart(const plugin_common::Points& points, assay::Stream& stream, assay::Recorder& recorder) {
    const std::int64_t candidates = options_.candidates > 0 ? options_.candidates : baselines::greedy_candidates(options_.clusters);
    Tensor start = baselines::seed_centres(points, options_.clusters, candidates, stream);
    const auto record_iteration = [&](double inertia) {
      recorder.record("kmeans.iteration_inertia", inertia);
      recorder.commit(Cadence::step, ++iterations_done_);
    };
    const auto result = baselines::lloyd(points, std::move(start), {options_.max_iterations, options_.tolerance}, record_iteration);
    if (result.inertia < inertia_) {
      inertia_ = result.inertia;
      centres_ = result.centres + points.mean();
    }
    ++restarts_done_;
    recorder.record("kmeans.inertia", result.inertia);
    recorder.record("kmeans.best_inertia", inertia_);
    recorder.record("kmeans.iterations", static_cast<double>(result.iterations));
  }

  KmeansOptions options_;
  Tensor centres_;  ///< float64 [K, D], in the coordinates of the data; undefined before the first restart
  double inertia_ = std::numeric_limits<double>::infinity();
  std::int64_t restarts_done_ = 0;
  std::int64_t iterations_done_ = 0;
};

}  // namespace

ASSAY_PLUGIN(assay::component<Kmeans, KmeansOptions>("kmeans", "k-means with greedy k-means++ seeding and restarts"));
