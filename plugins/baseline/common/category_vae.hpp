#pragma once

#include <memory>
#include <tuple>
#include <utility>
#include <vector>

#include "likelihood.hpp"
#include "variational_networks.hpp"

namespace baselines {

struct CategoryVaeOptions : VariationalOptions {
  std::int64_t clusters = 10;
  std::int64_t dim = 64;
  std::vector<std::int64_t> hidden = {512, 512};
  std::string estimator = "gumbel";
  assay::Schedule temperature = assay::Schedule::exponential(1.0, 0.5, 0.013863);
  bool binarize = false;

  CategoryVaeOptions() { batch = 64; }

  static constexpr auto fields = std::tuple_cat(
      VariationalOptions::fields,
      assay::fields(
          assay::field("clusters", &CategoryVaeOptions::clusters, "categories K of y").in(2, 65536).derivable("classes"),
          assay::field("dim", &CategoryVaeOptions::dim, "width of the code z").in(1, 65536),
          assay::field("hidden", &CategoryVaeOptions::hidden, "widths of the hidden layers of each network").in(1, 65536),
          assay::field("estimator", &CategoryVaeOptions::estimator,
                       "the expectation over y; gumbel: one relaxed sample; marginal: the sum over all K categories")
              .one_of("gumbel", "marginal"),
          assay::field("temperature", &CategoryVaeOptions::temperature, "temperature of the relaxed sample, by epoch").in(0.01, 100.0),
          assay::field("binarize", &CategoryVaeOptions::binarize, "draw each number of a sample as 0 or 1 anew in every step; for data in [0, 1]")));
};

/// Σ_y q(y) v_y of q(y) = softmax of logits [B, K] and values v [B, K]: [B].
Tensor expectation(const Tensor& logits, const Tensor& values);

/// A variational autoencoder with a category y and a code z: p(y) = 1/K, inference q(y | x) and q(z | x, y). Derived classes give p(z | y) and
/// p(x | y, z). The objective is −ln p(x | y, z) + ln q(z | x, y) − ln p(z | y) at the sampled z, plus Σ_k q_k ln q_k + ln K.
class CategoryVae : public EpochBaseline, public assay::Assigns, public assay::Embeds, public assay::Reconstructs, public assay::Generates {
 public:
  [[nodiscard]] std::int64_t clusters() const override { return options_.clusters; }
  Tensor responsibilities(const Tensor& x) override;
  [[nodiscard]] std::int64_t features() const override { return options_.dim; }
  /// The mean of q(z | x, y) at the most probable y.
  Tensor embed(const Tensor& x) override;
  Tensor reconstruct(const Tensor& x) override;
  [[nodiscard]] std::int64_t categories() const override { return options_.clusters; }
  [[nodiscard]] std::int64_t style_width() const override { return options_.dim; }
  /// The style is z in units of p(z | y): z = μ_y + σ_y · style.
  Tensor generate(const Tensor& category, const Tensor& style) override;
  Tensor style(const Tensor& x) override;

 protected:
  /// `more`: parts of the objective besides those of this class, which come first.
  CategoryVae(const CategoryVaeOptions& options, const assay::DatasetInfo& data, const std::vector<LossTerm>& more = {});

  /// Makes the networks of p(z | y) and p(x | y, z).
  virtual void build_generative(assay::Stream& init) = 0;
  /// p(z | y), [B, d], of one-hot or relaxed y [B, K].
  [[nodiscard]] virtual Gaussian prior(const Tensor& y) const = 0;
  /// Before the output function, [B, D].
  [[nodiscard]] virtual Tensor decode(const Tensor& y, const Tensor& z) const = 0;
  /// −ln p(x | y, z) up to a constant, [B], and the expected x, of what `decode` gives.
  [[nodiscard]] virtual Tensor error(const Tensor& x, const Tensor& output) const { return likelihood_.error(x, output); }
  [[nodiscard]] virtual Tensor expected(const Tensor& output) const { return likelihood_.expected(output); }
  /// Samples as the networks see them, outside of training.
  [[nodiscard]] virtual Tensor input(const Tensor& x) const { return x; }
  /// ln q(z | x, y) − ln p(z | y) at the sampled z, or its expectation: [B].
  [[nodiscard]] virtual Tensor code_divergence(const Gaussian& q, const Gaussian& p, const Tensor& z) const;

  Losses losses(const Step& step) override;
  /// The objective and its terms for samples [B, D] as the networks see them.
  [[nodiscard]] Losses unlabeled_losses(const Tensor& x, const Step& step) const;
  /// Reconstruction error and divergence of the code of each row of y [B, K]; a row of x may stand for several in succession.
  [[nodiscard]] std::pair<Tensor, Tensor> given_category(const Tensor& x, const Tensor& y, assay::Stream& noise) const;
  /// Samples as they are drawn for a step: binary if the options say so.
  [[nodiscard]] Tensor drawn(const Tensor& x, assay::Stream& noise) const;
  [[nodiscard]] Tensor logits(const Tensor& x) const { return category_head_->forward(category_layers_->forward(x)); }
  [[nodiscard]] Tensor one_hot(const Tensor& category) const;

  [[nodiscard]] const CategoryVaeOptions& options() const { return options_; }
  [[nodiscard]] const assay::DatasetInfo& data() const { return data_; }
  [[nodiscard]] std::int64_t dimensions() const { return data_.dimensions(); }
  [[nodiscard]] static assay::WeightInit weight_init() { return {"glorot_normal", 0.01}; }

 private:
  void build(assay::Stream& init) final;
  /// What `given_category` gives, averaged over q(y | x) by the estimator.
  [[nodiscard]] std::pair<Tensor, Tensor> expected_terms(const Tensor& x, const Tensor& logits, const Step& step) const;
  [[nodiscard]] Gaussian code(const Tensor& x, const Tensor& y) const { return code_head_->forward(code_layers_->forward({x, y})); }
  [[nodiscard]] Tensor most_probable(const Tensor& x) const { return one_hot(logits(x).argmax(1)); }

  CategoryVaeOptions options_;
  assay::DatasetInfo data_;
  Likelihood likelihood_;
  std::shared_ptr<HiddenLayers> category_layers_;
  std::shared_ptr<assay::Dense> category_head_;
  std::shared_ptr<HiddenLayers> code_layers_;
  std::shared_ptr<GaussianHead> code_head_;
};

}  // namespace baselines
