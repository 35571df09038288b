#pragma once

#include <functional>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "../common/gaussian_output.hpp"
#include "../common/likelihood.hpp"
#include "../common/supervision.hpp"
#include "../common/variational_networks.hpp"

namespace assay::baseline_adgm {

using baselines::Gaussian;

struct AuxiliaryOptions : baselines::VariationalOptions, baselines::SupervisionOptions, baselines::LearnedVarianceOptions {
  std::int64_t auxiliary_dim = 100;
  std::int64_t dim = 100;
  std::vector<std::int64_t> hidden = {500, 500};
  std::int64_t samples = 1;
  std::int64_t evaluation_samples = 100;
  std::int64_t warm_up = 200;
  bool binarize = false;
  bool batch_norm = false;

  AuxiliaryOptions() {
    epochs = 1000;
    lr = assay::Schedule::exponential(3e-4, 3e-5, 0.00144);
    clip_norm = 5.0;
    unlabeled = "all";
    balance = "average";
  }

  static constexpr auto fields = std::tuple_cat(
      VariationalOptions::fields, SupervisionOptions::fields, LearnedVarianceOptions::fields,
      assay::fields(
          assay::field("auxiliary_dim", &AuxiliaryOptions::auxiliary_dim, "width of the auxiliary variable a").in(1, 65536),
          assay::field("dim", &AuxiliaryOptions::dim, "width of the code z").in(1, 65536),
          assay::field("hidden", &AuxiliaryOptions::hidden, "widths of the hidden layers of each network").in(1, 65536),
          assay::field("samples", &AuxiliaryOptions::samples, "draws of a per sample in a step").in(1, 1000),
          assay::field("evaluation_samples", &AuxiliaryOptions::evaluation_samples, "draws of a over which class probabilities are averaged")
              .in(1, 10000),
          assay::field("warm_up", &AuxiliaryOptions::warm_up, "epochs in which the divergences of a and z grow to their full weight; 0: none")
              .in(0, 1000000),
          assay::field("binarize", &AuxiliaryOptions::binarize, "draw each number of a sample as 0 or 1 anew in every step; for data in [0, 1]"),
          assay::field("batch_norm", &AuxiliaryOptions::batch_norm,
                       "batch normalisation in the network of q(a | x), which never sees a class that is only assumed")));

  static constexpr auto needs = assay::needs(assay::need("labels", "the samples whose classes are told"));
};

/// −T of one draw (Maaløe et al. 2016, eq. 5): error + ln K + t · (KL(q(z | a, x, y) ‖ N(0, I)) + ln q(a | x) − ln p(a | …)). The terms of a are
/// taken at the a that z was drawn with: the divergence of their distributions instead would be biased, as z depends on a. All [B].
Tensor negative_bound(const Tensor& error, double log_classes, const Tensor& code_kl, const Tensor& auxiliary_ratio, double warmth);

/// Class probabilities [B, K], averaged over so many draws of the logits, of which `draw_logits` gives [B, count, K] at a time.
Tensor average_over_draws(std::int64_t draws, const std::function<Tensor(std::int64_t count)>& draw_logits);

/// A generative model of x with class y, code z and auxiliary variable a, which makes q(z, y | x) = ∫ q(a | x) q(y | a, x) q(z | a, x, y) da richer
/// than a Gaussian. Derived classes give p(a | …) and p(x | …). It lowers
///   labeled     L(x, y) = E_q(a | x) E_q(z | a, x, y) [−T]
///   unlabeled   U(x) = E_q(a | x) [Σ_y q(y | a, x) L_a(x, y) − H(q(y | a, x))], with one a for all y
///   classifier  −ln q(y | a, x) of the labeled samples, averaged over a.
class AuxiliaryModel : public baselines::EpochBaseline, public assay::Classifies, public assay::Generates {
 public:
  /// Averaged over draws of a, which depend on the trial and on the batch alone.
  Tensor class_probabilities(const Tensor& x) override;
  [[nodiscard]] std::int64_t categories() const override { return classes(); }
  [[nodiscard]] std::int64_t style_width() const override { return options_.dim; }
  /// The expected x at the mean of p(a | y, z), where it has one.
  Tensor generate(const Tensor& category, const Tensor& style) override;
  /// The mean of q(z | a, x, y) at the mean of a and the most probable y.
  Tensor style(const Tensor& x) override;

 protected:
  AuxiliaryModel(const AuxiliaryOptions& options, const assay::DatasetInfo& data);

  /// Makes the networks of p(a | …) and p(x | …).
  virtual void build_generative(assay::Stream& init) = 0;
  /// p(a | …), a row for each of one-hot y [B, K] and z [B, d]; a row of x may stand for several in succession.
  [[nodiscard]] virtual Gaussian auxiliary_prior(const Tensor& x, const Tensor& y, const Tensor& z) const = 0;
  /// Before the output function, [B, output_width()], for each row of y and z; a row of a may stand for several in succession.
  [[nodiscard]] virtual Tensor decode(const Tensor& a, const Tensor& y, const Tensor& z) const = 0;
  /// The a to generate with, [B, A].
  [[nodiscard]] virtual Tensor generating_auxiliary(const Tensor& y, const Tensor& z) const = 0;

  /// Hidden layers and a Gaussian head on the concatenated inputs of `width` numbers; saved under `name`.
  class GaussianNet;
  std::shared_ptr<GaussianNet> add_gaussian(const std::string& name, std::int64_t width, std::int64_t out, assay::Stream& init,
                                            bool batch_norm = false);
  std::shared_ptr<baselines::Decoder> add_decoder(const std::string& name, std::int64_t width, std::int64_t out, assay::Stream& init);

  /// A draw of a for every row, with ln q(a | x).
  struct Auxiliary {
    Tensor x;            ///< [B, D]
    Tensor a;            ///< [B, A]
    Tensor log_density;  ///< [B]
  };
  /// q(a | x).
  [[nodiscard]] Gaussian auxiliary_posterior(const Tensor& x) const;
  [[nodiscard]] Auxiliary draw_auxiliary(const Tensor& x, assay::Stream& noise) const;
  /// −T of each row of y [B, K]; a row of `auxiliary` may stand for several in succession.
  [[nodiscard]] Tensor given_class(const Auxiliary& auxiliary, const Tensor& y, double warmth, assay::Stream& noise) const;
  /// U of each row.
  [[nodiscard]] Tensor without_class(const Auxiliary& auxiliary, double warmth, assay::Stream& noise) const;

  [[nodiscard]] const AuxiliaryOptions& options() const { return options_; }
  [[nodiscard]] std::int64_t dimensions() const { return data_.dimensions(); }
  [[nodiscard]] std::int64_t classes() const { return data_.classes; }
  [[nodiscard]] std::int64_t output_width() const { return options_.learned_variance ? output_.width() : dimensions(); }

 private:
  void build(assay::Stream& init) final;
  void start(const Tensor& x, assay::FitContext& context) final;
  void begin_epoch(const Tensor& x, assay::FitContext& context, std::int64_t epoch) final;
  [[nodiscard]] Tensor epoch_rows() const final { return supervision_.epoch_rows(); }
  baselines::Losses losses(const baselines::Step& step) final;
  std::unique_ptr<assay::Optimizer> make_optimizer(const assay::NamedTensors& parameters) const final;
  void save_more(assay::StateDict& state) const final;
  void restore_more(const assay::StateDict& state) final;

  /// −ln p(x | …) up to a constant, [B], and the expected x, of what `decode` gives.
  [[nodiscard]] Tensor error(const Tensor& x, const Tensor& output) const;
  [[nodiscard]] Tensor expected(const Tensor& output) const;
  /// Samples as a step sees them, each `samples` times.
  [[nodiscard]] Tensor drawn(const Tensor& x, assay::Stream& noise) const;
  /// Of each row of a; a row of x may stand for several in succession.
  [[nodiscard]] Tensor logits(const Tensor& x, const Tensor& a) const { return classifier_->forward({a, x}); }
  [[nodiscard]] Tensor one_hot(const Tensor& category) const;

  AuxiliaryOptions options_;
  assay::DatasetInfo data_;
  baselines::Likelihood likelihood_;
  baselines::GaussianOutput output_;
  baselines::Supervision supervision_;
  std::shared_ptr<GaussianNet> auxiliary_;          ///< q(a | x)
  std::shared_ptr<baselines::Decoder> classifier_;  ///< q(y | a, x)
  std::shared_ptr<GaussianNet> code_;               ///< q(z | a, x, y)
  std::int64_t noise_seed_ = 0;
};

class AuxiliaryModel::GaussianNet final : public torch::nn::Module {
 public:
  GaussianNet(std::int64_t in, const std::vector<std::int64_t>& hidden, std::int64_t out, bool batch_norm, assay::Stream& stream);
  [[nodiscard]] Gaussian forward(const std::vector<Tensor>& inputs) const { return head_->forward(hidden_->forward(inputs)); }

 private:
  std::shared_ptr<baselines::HiddenLayers> hidden_;
  std::shared_ptr<baselines::GaussianHead> head_;
};

}  // namespace assay::baseline_adgm
