// One translation unit for all mistakes, because the headers of LibTorch take seconds; the templates of plugins prove the good cases.
#include <assay/plugin.hpp>

namespace {

struct Working : assay::Metric {
  Working(const assay::NoOptions& /*options*/, assay::BuildContext& /*context*/) {}
  assay::MetricNeeds needs() const override { return {}; }
  std::vector<assay::MetricOutput> outputs() const override { return {}; }
  std::vector<double> evaluate(const assay::MetricInputs& /*inputs*/) const override { return {}; }
};

struct OfNoKind {
  OfNoKind(const assay::NoOptions& /*options*/, assay::BuildContext& /*context*/) {}
};

struct OfTwoKinds : Working, assay::Dataset {
  using Working::Working;
  assay::DatasetInfo info() const override { return {}; }
  assay::DatasetContents load() const override { return {}; }
};

struct BuiltFromNumber : Working {
  explicit BuiltFromNumber(int number);
};

constexpr assay::ComponentEntry no_kind = assay::component<OfNoKind>("no_kind", "derives from no kind");
constexpr assay::ComponentEntry two_kinds = assay::component<OfTwoKinds>("two_kinds", "derives from two kinds");
constexpr assay::ComponentEntry from_number = assay::component<BuiltFromNumber>("from_number", "is constructed from something else");
constexpr assay::ComponentEntry bad_name = assay::component<Working>("Bad Name", "has a name that is no name");
constexpr assay::ComponentEntry no_summary = assay::component<Working>("no_summary", "");

}  // namespace
