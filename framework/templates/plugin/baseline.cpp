#include <assay/plugin.hpp>

namespace {

using assay::Tensor;

struct Options {
  std::int64_t clusters = 10;

  static constexpr auto fields =
      assay::fields(assay::field("clusters", &Options::clusters, "number of clusters K").in(1, 65536).derivable("classes"));
};

/// Farthest-first traversal (Gonzalez 1985): each new centre is the sample farthest from all centres so far; samples join the nearest centre.
class @Class@ final : public assay::Baseline, public assay::Assigns {
 public:
  @Class@(const Options& options, assay::BuildContext& /*context*/) : clusters_(options.clusters) {}

  void fit(const Tensor& x, assay::FitContext& context) override {
    if (!centres_.defined()) centres_ = x[context.streams().host("init").integer(x.size(0))].unsqueeze(0).clone();
    context.expect_rounds(clusters_ - 1);
    while (centres_.size(0) < clusters_) {
      const Tensor distance = std::get<0>(torch::cdist(x, centres_).min(1));
      centres_ = torch::cat({centres_, x.index_select(0, distance.argmax().view({1}))});
      if (!context.end_of_round(centres_.size(0) - 1)) return;
    }
  }
  void save(assay::StateDict& state) const override {
    if (centres_.defined()) state.put("centres", centres_);
  }
  void restore(const assay::StateDict& state) override {
    if (state.has("centres")) centres_ = state.get("centres");
  }

  std::int64_t clusters() const override { return clusters_; }
  Tensor responsibilities(const Tensor& x) override {
    return torch::one_hot(torch::cdist(x, centres_).argmin(1), clusters_).to(torch::kFloat32);
  }

 private:
  std::int64_t clusters_;
  Tensor centres_;  ///< [k, D], grows to K rows
};

}  // namespace

ASSAY_PLUGIN(assay::component<@Class@, Options>("@name@", "nearest of K centres chosen farthest first"));
