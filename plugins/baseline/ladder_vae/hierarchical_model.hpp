#pragma once

#include <cstdint>
#include <memory>
#include <tuple>
#include <vector>

#include "../common/likelihood.hpp"
#include "code_hierarchy.hpp"
#include "unit_activity.hpp"

namespace assay::baseline_ladder_vae {

struct HierarchyOptions : baselines::VariationalOptions {
  std::vector<std::int64_t> dims = Layout().dims;
  std::vector<std::int64_t> hidden = Layout().hidden;
  bool batch_norm = true;
  double leak = NetworkForm().leak;
  std::int64_t warm_up = 200;
  bool binarize = false;
  std::int64_t held_out = 0;
  std::int64_t units_every = 10;
  std::int64_t unit_draws = 100;
  std::int64_t importance_samples = 0;

  HierarchyOptions() {
    epochs = 2000;
    batch = 256;
    lr = 2e-4;
    clip_norm = 4.0;
  }

  static constexpr auto fields = std::tuple_cat(
      VariationalOptions::fields,
      assay::fields(
          assay::field("dims", &HierarchyOptions::dims, "widths of the codes z_1 … z_L, from the data upwards").in(1, 65536),
          assay::field("hidden", &HierarchyOptions::hidden,
                       "widths of the two hidden layers of the networks beside each code: a number per code, or one for all")
              .in(1, 65536),
          assay::field("batch_norm", &HierarchyOptions::batch_norm,
                       "normalise every layer over the batch, those of means and variances too; not the one that gives the data"),
          assay::field("leak", &HierarchyOptions::leak, "slope of the hidden layers' activation below 0").in(0.0, 1.0),
          assay::field("warm_up", &HierarchyOptions::warm_up, "epochs in which the divergences of the codes grow to their full weight; 0: none")
              .in(0, 1000000),
          assay::field("binarize", &HierarchyOptions::binarize, "draw each number of a sample as 0 or 1 anew in every step; for data in [0, 1]"),
          assay::field("held_out", &HierarchyOptions::held_out,
                       "the last so many samples are not trained on, and units are counted on them; 0: on the first 5000 of the others")
              .in(0, 100000000),
          assay::field("units_every", &HierarchyOptions::units_every,
                       "epochs between two counts of the active units; one follows the last. Choose [evaluate] every alike")
              .in(1, 1000000),
          assay::field("unit_draws", &HierarchyOptions::unit_draws, "draws of the codes of each sample to count active units with").in(1, 100000),
          assay::field("importance_samples", &HierarchyOptions::importance_samples,
                       "draws S of the importance-weighted bound on ln p(x) that is measured after the last epoch; 0: none")
              .in(0, 1000000)));
};

/// A variational autoencoder whose codes form a hierarchy z_1 … z_L. It lowers
///   −ln p(x | z_1) + t Σ_i [ln q(z_i | ·) − ln p(z_i | z_{i+1})]
/// where t grows from 0 to 1 while it warms up. Derived classes say what q is.
///
/// Features are the means of q(z_1 | ·) given the means of the other codes. The series z1.active_units, z1.informative_units and z1.kl, and so on for
/// every code, tell how many of its units are in use (Burda, Grosse, Salakhutdinov 2016; Sønderby et al. 2016); what is saved has the variances and
/// divergences of the single units as spectra, the largest first. The statistics of the batch normalisations are collected anew over all samples
/// before a count.
class HierarchicalModel : public baselines::EpochBaseline, public assay::Embeds, public assay::Reconstructs, public assay::Generates {
 public:
  [[nodiscard]] std::int64_t features() const override { return options_.dims.front(); }
  Tensor embed(const Tensor& x) override;
  Tensor reconstruct(const Tensor& x) override;
  /// One category, which is ignored; the style is all codes in units of their priors, z_1 first.
  [[nodiscard]] std::int64_t categories() const override { return 1; }
  [[nodiscard]] std::int64_t style_width() const override;
  Tensor generate(const Tensor& category, const Tensor& style) override;
  Tensor style(const Tensor& x) override;

 protected:
  /// Throws SpecError "ladder_vae.widths" unless there is one hidden width, or one per code, and a code.
  HierarchicalModel(const HierarchyOptions& options, const assay::DatasetInfo& data);

  [[nodiscard]] virtual std::shared_ptr<CodeHierarchy> make_hierarchy(const Layout& layout, assay::Stream& init) const = 0;

 private:
  void build(assay::Stream& init) final;
  void start(const Tensor& x, assay::FitContext& context) final;
  void begin_epoch(const Tensor& x, assay::FitContext& context, std::int64_t epoch) final;
  [[nodiscard]] Tensor epoch_rows() const final { return rows_; }
  baselines::Losses losses(const baselines::Step& step) final;
  bool end_epoch(const Tensor& x, assay::FitContext& context, std::int64_t epoch, double objective) final;
  std::unique_ptr<assay::Optimizer> make_optimizer(const assay::NamedTensors& parameters) const final;
  void declare_more(assay::Recorder& recorder) const final;
  void save_more(assay::StateDict& state) const final;
  void restore_more(const assay::StateDict& state) final;

  /// The codes of x [B, D], each the mean of its q given those that it depends on.
  [[nodiscard]] std::vector<CodeDraw> mean_codes(const Tensor& x) const { return hierarchy_->draw(hierarchy_->evidence(x), mean_of); }
  /// Collects the statistics of the batch normalisations over the samples that are trained on.
  void collect_statistics(const Tensor& x, assay::FitContext& context);
  /// The samples that units are counted on, as a step sees them, and the same at every count.
  [[nodiscard]] Tensor watched(const Tensor& x) const;

  HierarchyOptions options_;
  assay::DatasetInfo data_;
  baselines::Likelihood likelihood_;
  std::shared_ptr<CodeHierarchy> hierarchy_;
  Tensor rows_;  ///< that an epoch passes over; undefined: all
  std::int64_t noise_seed_ = 0;
  UnitActivity activity_;  ///< of the last count; empty before the first
};

}  // namespace assay::baseline_ladder_vae
