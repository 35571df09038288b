#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <assay/plugin.hpp>

#include "../../common/neighbours.hpp"
#include "../common/clusters.hpp"
#include "linkage.hpp"

namespace {

using assay::Cadence;
using assay::Tensor;
using plugin_common::Points;

struct AgglomerativeOptions {
  std::int64_t clusters = 10;
  std::string linkage = "ward";
  std::int64_t max_samples = 10000;
  std::int64_t memory_limit = 1024;

  static constexpr auto fields = assay::fields(
      assay::field("clusters", &AgglomerativeOptions::clusters, "number of clusters K").in(1, 1000000).derivable("classes"),
      assay::field("linkage", &AgglomerativeOptions::linkage, "how far apart two clusters are").one_of("ward", "average", "complete", "single"),
      assay::field("max_samples", &AgglomerativeOptions::max_samples,
                   "samples that are linked, a random choice of all; the others go to the nearest mean of a cluster")
          .in(2, 1000000),
      assay::field("memory_limit", &AgglomerativeOptions::memory_limit, "most memory for the distances of all pairs, MiB").in(1, 1048576));
};

/// Hierarchical clustering from single samples upwards, cut at K clusters. State for later stages: "centres" float64 [K, D], the means of the
/// clusters; "samples" float32 [n, D] and "clusters" int64 [n], what was linked; "heights" float64 [n − 1], ascending.
///
/// A sample that was linked keeps its cluster, whatever mean is nearest; any other goes to the nearest mean. Streams: "split".
class Agglomerative final : public assay::Baseline, public assay::Assigns {
 public:
  Agglomerative(AgglomerativeOptions options, assay::BuildContext& context) : options_(std::move(options)) { check(context.dataset().count); }

  void fit(const Tensor& x, assay::FitContext& context) override {
    if (centres_.defined()) return;
    check(x.size(0));
    context.recorder().declare("agglomerative.height", Cadence::epoch, "distance of the last two clusters that became one");
    context.recorder().declare("agglomerative.next_height", Cadence::epoch, "distance of the two nearest clusters that are left");
    samples_ = chosen(x.to(torch::kCPU), context.streams().host("split"));
    const Points finite(samples_);  // throws when they are not
    link(assay::baseline_agglomerative::merges(samples_, assay::baseline_agglomerative::linkage_of(options_.linkage)), context.recorder());
    static_cast<void>(context.end_of_round(1));
  }

  void save(assay::StateDict& state) const override {
    if (!centres_.defined()) return;
    state.put("centres", centres_);
    state.put("samples", samples_);
    state.put("clusters", linked_);
    state.put("heights", heights_);
  }
  void restore(const assay::StateDict& state) override {
    if (!state.has("centres")) return;
    centres_ = state.get("centres").to(torch::kCPU);
    samples_ = state.get("samples").to(torch::kCPU);
    linked_ = state.get("clusters").to(torch::kCPU);
    heights_ = state.get("heights").to(torch::kCPU);
  }

  std::int64_t clusters() const override { return options_.clusters; }
  Tensor responsibilities(const Tensor& x) override {
    Tensor assigned = baselines::nearest_centres(x, centres_);
    const Points base(samples_);
    const auto found = plugin_common::nearest(Points(x, base.mean()), base, 1);
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (found[i].squared_distance > 0.0) continue;
      assigned[static_cast<std::int64_t>(i)] = linked_[found[i].index];
    }
    return baselines::one_hot(assigned, options_.clusters, x);
  }

 private:
  /// `count` samples, 0 when not known yet.
  void check(std::int64_t count) const {
    baselines::require_samples("agglomerative", options_.clusters, count == 0 ? options_.max_samples : std::min(count, options_.max_samples));
    const auto linked = static_cast<double>(std::min(count, options_.max_samples));
    const double mebibytes = linked * (linked - 1.0) / 2.0 * sizeof(double) / 1048576.0;
    if (mebibytes <= static_cast<double>(options_.memory_limit)) return;
    throw assay::SpecError({"agglomerative.too-large",
                            "baseline 'agglomerative' would need " + std::to_string(static_cast<std::int64_t>(mebibytes)) +
                                " MiB for the distances of all pairs, more than the limit of " + std::to_string(options_.memory_limit),
                            {},
                            "lower 'max_samples', or raise 'memory_limit'",
                            {}});
  }
  Tensor chosen(const Tensor& x, assay::Stream& stream) const {
    if (x.size(0) <= options_.max_samples) return x;
    const Tensor choice = std::get<0>(stream.permutation(x.size(0)).narrow(0, 0, options_.max_samples).sort());
    return x.index_select(0, choice);
  }
  void link(const std::vector<assay::baseline_agglomerative::Merge>& merges, assay::Recorder& recorder) {
    linked_ = assay::baseline_agglomerative::cut(merges, options_.clusters);
    const Tensor members = torch::zeros({options_.clusters, linked_.size(0)}, torch::kFloat64).scatter_(0, linked_.unsqueeze(0), 1.0);
    centres_ = members.mm(samples_.to(torch::kFloat64)) / members.sum(1, /*keepdim=*/true);
    heights_ = torch::empty({static_cast<std::int64_t>(merges.size())}, torch::kFloat64);
    for (std::size_t m = 0; m < merges.size(); ++m) heights_.data_ptr<double>()[m] = merges[m].height;
    const std::size_t done = merges.size() + 1 - static_cast<std::size_t>(options_.clusters);
    if (done > 0) recorder.record("agglomerative.height", merges[done - 1].height);
    if (done < merges.size()) recorder.record("agglomerative.next_height", merges[done].height);
  }

  AgglomerativeOptions options_;
  Tensor centres_;  ///< undefined before `fit`
  Tensor samples_;
  Tensor linked_;
  Tensor heights_;
};

}  // namespace

ASSAY_PLUGIN(assay::component<Agglomerative, AgglomerativeOptions>("agglomerative",
                                                                   "hierarchical clustering by ward, average, complete or single linkage"));
