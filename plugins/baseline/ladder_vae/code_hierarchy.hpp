#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "code_networks.hpp"

namespace assay::baseline_ladder_vae {

/// Widths of the model, from the layer next to the data upwards.
struct Layout {
  std::int64_t data = 784;
  std::vector<std::int64_t> dims = {64, 32, 16, 8, 4};         ///< of the codes z_1 … z_L
  std::vector<std::int64_t> hidden = {512, 256, 128, 64, 32};  ///< of the networks beside each of them
  NetworkForm form;
};

/// Switches of the ladder.
struct LadderForm {
  bool share_top_down = true;  ///< q merges what the data say with p(z_i | z_{i+1}) itself, not with a network of its own
  bool mu_up = true;           ///< on the way up a layer reads the means of the one below, not its hidden layer
};

/// A draw of the code z_i for each sample.
struct CodeDraw {
  Gaussian q;                   ///< what it was drawn from, [B, d]
  Gaussian p;                   ///< its prior, given the code above that was drawn too; N(0, I) at the top
  Tensor z;                     ///< [B, d]
  bool given_the_same = false;  ///< q and p depend on the same draws, of which z is none

  /// ln q(z) − ln p(z) of each unit, [B, d]; and its expectation where q and p are given the same, else that again: where p depends on a draw that
  /// was made from z, the divergence of p and q is another number.
  [[nodiscard]] Tensor log_ratio() const;
  [[nodiscard]] Tensor kl() const;
};

/// Codes in layers: p(z_L) Π_i p(z_i | z_{i+1}) p(x | z_1), with p(z_L) = N(0, I), and some q(z_1 … z_L | x). Layers are counted from 0 here.
class CodeHierarchy : public torch::nn::Module {
 public:
  /// How a code comes from its Gaussian: a draw, or the mean.
  using Choose = std::function<Tensor(const Gaussian&)>;

  /// What x [B, D] says by itself, and no draw is needed for.
  [[nodiscard]] virtual std::vector<Gaussian> evidence(const Tensor& x) const = 0;
  /// A draw of every layer.
  [[nodiscard]] virtual std::vector<CodeDraw> draw(const std::vector<Gaussian>& evidence, const Choose& choose) const = 0;
  /// p(z_i | z_{i+1}) of a layer below the top.
  [[nodiscard]] virtual Gaussian prior(std::size_t layer, const Tensor& above) const = 0;
  /// Before the output function, [B, d_1] → [B, D].
  [[nodiscard]] virtual Tensor decode(const Tensor& z) const = 0;
};

/// A code as a draw, or as the mean.
CodeHierarchy::Choose draw_from(Stream& noise);
Tensor mean_of(const Gaussian& code);

/// The plain hierarchy: q(z_1 | x) Π_i q(z_{i+1} | z_i), from the data upwards.
std::shared_ptr<CodeHierarchy> make_bottom_up(const Layout& layout, Stream& init);
/// The ladder (Sønderby et al. 2016): a deterministic way up gives N(μ̂_i, σ̂²_i) of every layer, and on the way down q(z_i | x, z_{i+1}) is that
/// merged with what z_{i+1} says.
std::shared_ptr<CodeHierarchy> make_ladder(const Layout& layout, const LadderForm& form, Stream& init);

/// Codes in units of their priors, (z_i − μ_p)/σ_p side by side, the layer next to the data first: [B, Σ d_i]; and the data, before the output
/// function, that such numbers stand for. Standard normal ones give draws from the model.
Tensor in_units_of_prior(const std::vector<CodeDraw>& codes);
Tensor decode_units(const CodeHierarchy& hierarchy, const std::vector<std::int64_t>& dims, const Tensor& units);

}  // namespace assay::baseline_ladder_vae
