#include <string>

#include <torch/types.h>

#include <assay/plugin.hpp>

namespace {

using assay::Tensor;

constexpr double vanishing_share = 1e-10;  // of the largest eigenvalue

struct PcaOptions {
  std::int64_t components = 50;
  bool whiten = true;
  std::int64_t samples = 10000;

  static constexpr auto fields = assay::fields(
      assay::field("components", &PcaOptions::components, "directions of largest variance that are kept").in(1, 65536),
      assay::field("whiten", &PcaOptions::whiten, "whether every component is divided by its deviation"),
      assay::field("samples", &PcaOptions::samples, "training samples, drawn at random, whose covariance is taken; 0 or more than there are: all")
          .at_least(0));
};

/// Principal components of the data, as Kingma et al. (2014) prepare the images of SVHN: the mean is taken away, one standard deviation of all
/// numbers divides all of them, and the eigenvectors of the covariance give the components, largest variance first. A component has the sign in which
/// its largest coefficient is positive; one whose variance is 0 up to rounding is 0 when whitened.
///
/// Throws SpecError "pca.components" when more components are wanted than the data have dimensions, DataError "pca.no-variance" for samples that are
/// all alike.
class Pca final : public assay::Baseline, public assay::Embeds, public assay::Reconstructs {
 public:
  Pca(const PcaOptions& options, assay::BuildContext& context) : options_(options) {
    const std::int64_t dimensions = context.dataset().dimensions();
    if (dimensions > 0 && options.components > dimensions) {
      throw assay::SpecError({"pca.components",
                              "baseline 'pca' is to keep " + std::to_string(options.components) + " components of data with " +
                                  std::to_string(dimensions) + " dimensions",
                              {},
                              "components = " + std::to_string(dimensions) + " keeps all",
                              {}});
    }
  }

  void fit(const Tensor& x, assay::FitContext& context) override {
    if (directions_.defined()) return;
    const Tensor rows = chosen(x, context.streams().host("sample")).to(torch::kCPU, torch::kFloat64);
    mean_ = rows.mean(0);
    const Tensor centred = rows - mean_;
    deviation_ = centred.square().mean().sqrt().item<double>();
    if (deviation_ == 0.0) throw assay::DataError({"pca.no-variance", "baseline 'pca' was given samples that are all alike", {}, {}, {}});
    const Tensor scaled = centred / deviation_;
    const auto [values, vectors] = torch::linalg_eigh(scaled.t().mm(scaled) / static_cast<double>(rows.size(0)), "L");
    variances_ = values.flip(0).narrow(0, 0, options_.components).clamp_min(0.0).contiguous();
    directions_ = with_fixed_signs(vectors.flip(1).narrow(1, 0, options_.components));
    record_variance(values, context.recorder());
    static_cast<void>(context.end_of_round(1));
  }

  void save(assay::StateDict& state) const override {
    state.put("mean", mean_);
    state.put_number("deviation", deviation_);
    state.put("variances", variances_);
    state.put("directions", directions_);
  }
  void restore(const assay::StateDict& state) override {
    mean_ = state.get("mean").to(torch::kCPU);
    deviation_ = state.get_number("deviation");
    variances_ = state.get("variances").to(torch::kCPU);
    directions_ = state.get("directions").to(torch::kCPU);
  }

  std::int64_t features() const override { return options_.components; }
  Tensor embed(const Tensor& x) override {
    const Tensor codes = ((x.to(torch::kCPU, torch::kFloat64) - mean_) / deviation_).mm(directions_);
    return (options_.whiten ? codes * inverse_deviations() : codes).to(x.device(), torch::kFloat32);
  }
  Tensor reconstruct(const Tensor& x) override {
    const Tensor codes = embed(x).to(torch::kCPU, torch::kFloat64);
    const Tensor scaled = options_.whiten ? codes * variances_.sqrt() : codes;
    return (scaled.mm(directions_.t()) * deviation_ + mean_).to(x.device(), torch::kFloat32);
  }

 private:
  Tensor chosen(const Tensor& x, assay::Stream& stream) const {
    if (options_.samples == 0 || options_.samples >= x.size(0)) return x;
    return x.index_select(0, stream.permutation(x.size(0)).narrow(0, 0, options_.samples).to(x.device()));
  }

  /// [D, k]: each column so that its coefficient of largest size is positive, whatever the solver gave.
  static Tensor with_fixed_signs(const Tensor& vectors) {
    const Tensor largest = vectors.gather(0, vectors.abs().argmax(0, /*keepdim=*/true));
    return (vectors * largest.sign()).contiguous();
  }

  Tensor inverse_deviations() const {
    const Tensor vanishing = variances_.le(vanishing_share * variances_.max());
    return torch::where(vanishing, torch::zeros_like(variances_), variances_.rsqrt());
  }

  void record_variance(const Tensor& values, assay::Recorder& recorder) const {
    recorder.declare("pca.explained_variance", assay::Cadence::epoch, "share of the variance that the components have");
    recorder.record("pca.explained_variance", (variances_.sum() / values.sum()).item<double>());
  }

  PcaOptions options_;
  Tensor mean_;             ///< [D]
  double deviation_ = 1.0;  ///< of all numbers around their means
  Tensor variances_;        ///< [k], falling, of the scaled samples
  Tensor directions_;       ///< [D, k], orthonormal columns
};

}  // namespace

ASSAY_PLUGIN(assay::component<Pca, PcaOptions>("pca", "principal components of the data, whitened or not"));
