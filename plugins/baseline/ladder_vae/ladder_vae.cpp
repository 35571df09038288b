#include "hierarchical_model.hpp"

namespace {

using namespace assay::baseline_ladder_vae;

/// The variational autoencoder with codes in layers, q(z_1 | x) Π_i q(z_{i+1} | z_i): higher codes hear of x through the draws of those below alone,
/// and their units tend to become inactive.
class HierarchicalVae final : public HierarchicalModel {
 public:
  HierarchicalVae(const HierarchyOptions& options, assay::BuildContext& context) : HierarchicalModel(options, context.dataset()) {}

 private:
  [[nodiscard]] std::shared_ptr<CodeHierarchy> make_hierarchy(const Layout& layout, assay::Stream& init) const override {
    return make_bottom_up(layout, init);
  }
};

struct LadderOptions : HierarchyOptions {
  bool share_top_down = LadderForm().share_top_down;
  bool mu_up = LadderForm().mu_up;

  static constexpr auto fields = std::tuple_cat(
      HierarchyOptions::fields,
      assay::fields(
          assay::field("share_top_down", &LadderOptions::share_top_down,
                       "q of a code merges what the data say with p itself; false: with what networks of its own say, as in the published program"),
          assay::field("mu_up", &LadderOptions::mu_up,
                       "on the way up a layer reads the means of the code below; false: the hidden layer they come from")));
};

/// The ladder variational autoencoder (Sønderby et al. 2016).
class LadderVae final : public HierarchicalModel {
 public:
  LadderVae(const LadderOptions& options, assay::BuildContext& context)
      : HierarchicalModel(options, context.dataset()), form_{options.share_top_down, options.mu_up} {}

 private:
  [[nodiscard]] std::shared_ptr<CodeHierarchy> make_hierarchy(const Layout& layout, assay::Stream& init) const override {
    return make_ladder(layout, form_, init);
  }

  LadderForm form_;
};

}  // namespace

ASSAY_PLUGIN(assay::component<LadderVae, LadderOptions>("ladder_vae", "ladder variational autoencoder: codes in layers, inferred from both sides"),
             assay::component<HierarchicalVae, HierarchyOptions>("hierarchical_vae",
                                                                 "variational autoencoder with codes in layers, inferred from the data upwards"));
