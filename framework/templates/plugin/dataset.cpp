#include <cmath>

#include <assay/plugin.hpp>

namespace {

using assay::Tensor;

struct Options {
  std::int64_t count = 1000;
  std::int64_t rings = 3;
  double noise = 0.05;
  std::int64_t seed = 1;

  static constexpr auto fields = assay::fields(assay::field("count", &Options::count, "samples").in(1, 1e7),
                                               assay::field("rings", &Options::rings, "rings, which are the classes").in(1, 100),
                                               assay::field("noise", &Options::noise, "standard deviation across a ring").at_least(0.0),
                                               assay::field("seed", &Options::seed, "seed of the points").in(0, 1e15));
};

/// Points on rings of radius 1, 2, … around the origin of the plane: clusters that no straight line separates.
class @Class@ final : public assay::Dataset {
 public:
  @Class@(const Options& options, assay::BuildContext& /*context*/) : options_(options) {}

  assay::DatasetInfo info() const override {
    assay::DatasetInfo info;
    info.shape = {2};
    info.count = options_.count;
    info.classes = options_.rings;
    info.lowest = info.highest = 0.0;  // unbounded
    return info;
  }

  assay::DatasetContents load() const override {
    assay::Stream random(assay::stream_seed(static_cast<std::uint64_t>(options_.seed), "@name@"), c10::Device(c10::DeviceType::CPU));
    const Tensor labels = torch::arange(options_.count, torch::kInt64).remainder(options_.rings);
    const Tensor angle = random.uniform({options_.count}) * (2.0 * std::acos(-1.0));
    const Tensor radius = 1.0 + labels.to(torch::kFloat32) + options_.noise * random.normal({options_.count});
    return {torch::stack({radius * angle.cos(), radius * angle.sin()}, 1).contiguous(), labels, Tensor()};
  }

 private:
  Options options_;
};

}  // namespace

ASSAY_PLUGIN(assay::component<@Class@, Options>("@name@", "points on rings in the plane, made on the spot"));
