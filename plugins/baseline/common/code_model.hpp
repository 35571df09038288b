#pragma once

#include <cstdint>
#include <limits>
#include <tuple>
#include <utility>
#include <vector>

#include "likelihood.hpp"

namespace baselines {

struct CodeModelOptions : VariationalOptions {
  std::int64_t dim = 50;
  std::vector<std::int64_t> hidden = {500};
  std::string feature = "mean";
  std::int64_t patience = 30;

  CodeModelOptions() {
    epochs = 2000;
    lr = 3e-4;
  }

  static constexpr auto fields = std::tuple_cat(
      VariationalOptions::fields,
      assay::fields(assay::field("dim", &CodeModelOptions::dim, "width of the code z").in(1, 65536),
                    assay::field("hidden", &CodeModelOptions::hidden, "widths of the encoder's hidden layers; the decoder mirrors them").in(1, 65536),
                    assay::field("feature", &CodeModelOptions::feature, "what the model's features are: the mean of q(z | x), or one draw from it")
                        .one_of("mean", "sample"),
                    assay::field("patience", &CodeModelOptions::patience,
                                 "training ends when the objective has had no new low for this many epochs; 0: never before the last epoch")
                        .in(0, 1000000)));
};

/// A deep generative model with a code z ~ N(0, I) and no clusters, for the study of its codes. Derived classes say what q(z | x) is.
class CodeModel : public EpochBaseline, public assay::Embeds, public assay::Reconstructs, public assay::Generates {
 public:
  [[nodiscard]] std::int64_t features() const override { return options_.dim; }
  /// A drawn feature depends on the trial and on the batch alone: the same batch gives the same draw.
  Tensor embed(const Tensor& x) override;
  Tensor reconstruct(const Tensor& x) override;
  /// One category, which is ignored; the style is z.
  [[nodiscard]] std::int64_t categories() const override { return 1; }
  [[nodiscard]] std::int64_t style_width() const override { return options_.dim; }
  Tensor generate(const Tensor& category, const Tensor& style) override;
  Tensor style(const Tensor& x) override;

 protected:
  CodeModel(const CodeModelOptions& options, const assay::DatasetInfo& data, std::vector<LossTerm> terms)
      : EpochBaseline(options, std::move(terms)), options_(options), data_(data), likelihood_(options.likelihood, data) {}

  /// Mean of q(z | x), and a draw from it: [B, D] → [B, d].
  [[nodiscard]] virtual Tensor mean_code(const Tensor& x) const = 0;
  [[nodiscard]] virtual Tensor draw_code(const Tensor& x, assay::Stream& noise) const = 0;
  /// Before the output function, [B, d] → [B, D].
  [[nodiscard]] virtual Tensor decode(const Tensor& z) const = 0;

  [[nodiscard]] const CodeModelOptions& options() const { return options_; }
  [[nodiscard]] std::int64_t dimensions() const { return data_.dimensions(); }
  [[nodiscard]] std::vector<std::int64_t> mirrored_hidden() const { return {options_.hidden.rbegin(), options_.hidden.rend()}; }
  [[nodiscard]] const Likelihood& likelihood() const { return likelihood_; }

 private:
  void start(const Tensor& x, assay::FitContext& context) final;
  bool end_epoch(const Tensor& x, assay::FitContext& context, std::int64_t epoch, double objective) final;
  void save_more(assay::StateDict& state) const final;
  void restore_more(const assay::StateDict& state) final;

  CodeModelOptions options_;
  assay::DatasetInfo data_;
  Likelihood likelihood_;
  std::int64_t feature_seed_ = 0;
  double lowest_ = std::numeric_limits<double>::infinity();
  std::int64_t epochs_since_lowest_ = 0;
};

}  // namespace baselines
