#include <assay/plugin.hpp>

namespace {

using assay::Tensor;

struct Options {
  std::int64_t features = 50;

  static constexpr auto fields = assay::fields(assay::field("features", &Options::features, "width F of the features").in(1, 65536));
};

/// One linear layer each way: with a squared error and a deterministic latent this is principal component analysis by gradient descent.
class @Class@ final : public assay::Encoder {
 public:
  @Class@(const Options& options, assay::BuildContext& /*context*/) : features_(options.features) {}

  std::int64_t features() const override { return features_; }

  std::unique_ptr<assay::Network> make_encoder(const assay::DatasetInfo& data, assay::Stream& init) const override {
    auto layer = std::make_shared<assay::Dense>(data.dimensions(), features_, assay::WeightInit{}, init);
    return std::make_unique<assay::ModuleNetwork>(layer, [layer](const std::vector<Tensor>& inputs) { return layer->forward(inputs.front()); });
  }

  std::unique_ptr<assay::Network> make_decoder(const assay::DatasetInfo& data, const std::vector<std::int64_t>& code_widths,
                                               assay::Stream& init) const override {
    auto layer = std::make_shared<assay::CodeSum>(code_widths, data.dimensions(), assay::WeightInit{}, init);
    return std::make_unique<assay::ModuleNetwork>(layer, [layer](const std::vector<Tensor>& codes) { return layer->forward(codes); });
  }

 private:
  std::int64_t features_;
};

}  // namespace

ASSAY_PLUGIN(assay::component<@Class@, Options>("@name@", "one linear layer each way, for data of any shape"));
