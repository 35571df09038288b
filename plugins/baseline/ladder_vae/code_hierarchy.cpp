#include "code_hierarchy.hpp"

#include <string>
#include <utility>

namespace assay::baseline_ladder_vae {
namespace {

using Networks = std::vector<std::shared_ptr<GaussianNetwork>>;

Tensor each(const Tensor& values) { return values.unsqueeze(-1); }  // every unit a Gaussian of its own

Gaussian standard_normal(const Gaussian& like) {
  const Tensor zero = torch::zeros_like(like.mean);
  return {zero, zero};
}

/// What both models have: the way from the codes to the data.
class NetworkHierarchy : public CodeHierarchy {
 public:
  [[nodiscard]] Gaussian prior(std::size_t layer, const Tensor& above) const final { return priors_[layer]->forward(above); }
  [[nodiscard]] Tensor decode(const Tensor& z) const final { return data_->forward(z); }

 protected:
  explicit NetworkHierarchy(Layout layout) : layout_(std::move(layout)) {}

  [[nodiscard]] std::size_t layers() const { return layout_.dims.size(); }
  /// To be called last, so that q draws its weights first.
  void make_generative(Stream& init) {
    priors_ = make_downward("prior", init);
    data_ = register_module("data", std::make_shared<DataNetwork>(layout_.dims.front(), layout_.hidden.front(), layout_.data, layout_.form, init));
  }
  /// Networks from z_{i+1} to z_i, and one.
  Networks make_downward(const std::string& name, Stream& init) {
    Networks networks;
    for (std::size_t i = 0; i + 1 < layers(); ++i) networks.push_back(make_network(name, i, layout_.dims[i + 1], init));
    return networks;
  }
  /// Of layer i, with `in` inputs.
  std::shared_ptr<GaussianNetwork> make_network(const std::string& name, std::size_t i, std::int64_t in, Stream& init) {
    return register_module(name + std::to_string(i + 1),
                           std::make_shared<GaussianNetwork>(in, layout_.hidden[i], layout_.dims[i], layout_.form, init));
  }
  [[nodiscard]] Gaussian prior_of(std::size_t i, const std::vector<CodeDraw>& codes) const {
    return i + 1 == codes.size() ? standard_normal(codes[i].q) : prior(i, codes[i + 1].z);
  }

  Layout layout_;

 private:
  Networks priors_;
  std::shared_ptr<DataNetwork> data_;
};

class BottomUp final : public NetworkHierarchy {
 public:
  BottomUp(const Layout& layout, Stream& init) : NetworkHierarchy(layout) {
    for (std::size_t i = 0; i < layers(); ++i) up_.push_back(make_network("up", i, i == 0 ? layout.data : layout.dims[i - 1], init));
    make_generative(init);
  }

  [[nodiscard]] std::vector<Gaussian> evidence(const Tensor& x) const override { return {up_.front()->forward(x)}; }
  [[nodiscard]] std::vector<CodeDraw> draw(const std::vector<Gaussian>& evidence, const Choose& choose) const override {
    std::vector<CodeDraw> codes(layers());
    for (std::size_t i = 0; i < codes.size(); ++i) {
      codes[i].q = i == 0 ? evidence.front() : up_[i]->forward(codes[i - 1].z);
      codes[i].z = choose(codes[i].q);
    }
    for (std::size_t i = 0; i < codes.size(); ++i) codes[i].p = prior_of(i, codes);
    codes.back().given_the_same = true;
    return codes;
  }

 private:
  Networks up_;
};

class Ladder final : public NetworkHierarchy {
 public:
  Ladder(const Layout& layout, const LadderForm& form, Stream& init) : NetworkHierarchy(layout), mu_up_(form.mu_up) {
    const auto& read = form.mu_up ? layout.dims : layout.hidden;
    for (std::size_t i = 0; i < layers(); ++i) up_.push_back(make_network("up", i, i == 0 ? layout.data : read[i - 1], init));
    if (!form.share_top_down) down_ = make_downward("down", init);
    make_generative(init);
  }

  [[nodiscard]] std::vector<Gaussian> evidence(const Tensor& x) const override {
    std::vector<Gaussian> all;
    Tensor below = x;
    for (const auto& network : up_) {
      const Tensor features = network->features(below);
      all.push_back(network->head(features));
      below = mu_up_ ? all.back().mean : features;
    }
    return all;
  }
  [[nodiscard]] std::vector<CodeDraw> draw(const std::vector<Gaussian>& evidence, const Choose& choose) const override {
    std::vector<CodeDraw> codes(layers());
    for (std::size_t i = codes.size(); i-- > 0;) {
      codes[i].q = evidence[i];
      codes[i].p = prior_of(i, codes);
      if (i + 1 < codes.size()) codes[i].q = merged(evidence[i], down_.empty() ? codes[i].p : down_[i]->forward(codes[i + 1].z));
      codes[i].z = choose(codes[i].q);
      codes[i].given_the_same = true;
    }
    return codes;
  }

 private:
  bool mu_up_;
  Networks up_;
  Networks down_;  ///< empty where q reads the priors
};

}  // namespace

Tensor CodeDraw::log_ratio() const {
  return gaussian_log_density(each(z), each(q.mean), each(q.log_variance)) - gaussian_log_density(each(z), each(p.mean), each(p.log_variance));
}

Tensor CodeDraw::kl() const {
  return given_the_same ? gaussian_kl(each(q.mean), each(q.log_variance), each(p.mean), each(p.log_variance)) : log_ratio();
}

CodeHierarchy::Choose draw_from(Stream& noise) {
  return [&noise](const Gaussian& code) { return code.sample(noise); };
}

Tensor mean_of(const Gaussian& code) { return code.mean; }

std::shared_ptr<CodeHierarchy> make_bottom_up(const Layout& layout, Stream& init) { return std::make_shared<BottomUp>(layout, init); }

std::shared_ptr<CodeHierarchy> make_ladder(const Layout& layout, const LadderForm& form, Stream& init) {
  return std::make_shared<Ladder>(layout, form, init);
}

Tensor in_units_of_prior(const std::vector<CodeDraw>& codes) {
  std::vector<Tensor> units;
  units.reserve(codes.size());
  for (const CodeDraw& code : codes) units.push_back((code.z - code.p.mean) * (-0.5 * code.p.log_variance).exp());
  return torch::cat(units, 1);
}

Tensor decode_units(const CodeHierarchy& hierarchy, const std::vector<std::int64_t>& dims, const Tensor& units) {
  const std::vector<Tensor> layers = units.split_with_sizes(dims, 1);
  Tensor z = layers.back();
  for (std::size_t i = layers.size() - 1; i-- > 0;) {
    const Gaussian p = hierarchy.prior(i, z);
    z = gaussian_sample(p.mean, p.log_variance, layers[i]);
  }
  return hierarchy.decode(z);
}

}  // namespace assay::baseline_ladder_vae
