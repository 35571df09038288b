#include <algorithm>
#include <limits>
#include <set>

#include <assay/plugin.hpp>

#include "../../common/neighbours.hpp"
#include "../../common/points.hpp"
#include "vote.hpp"

namespace {

using assay::Tensor;
using plugin_common::Neighbour;
using plugin_common::Points;

struct KnnOptions {
  std::vector<std::int64_t> k = {3, 5, 10};

  static constexpr auto fields =
      assay::fields(assay::field("k", &KnnOptions::k, "numbers of neighbours that vote; each gives an error of its own").in(1, 10000));
};

assay::MetricOutput error_of_vote(std::int64_t k, const std::string& ending, const std::string& ties) {
  const std::string number = std::to_string(k);
  return {"knn_error_" + number + ending,
          "share of test samples that the vote of the " + number + " nearest training samples gets wrong; of equal votes " + ties + " wins", 0.0, 1.0,
          false};
}

/// Share of the test samples that the majority of their k nearest training samples in feature space puts into a wrong class (Cover and Hart 1967).
/// Distances are Euclidean and exact. Of classes with equally many votes the smallest wins; `…_nearest` has that of the nearest neighbour win.
class Knn final : public assay::Metric {
 public:
  Knn(const KnnOptions& options, assay::BuildContext& /*context*/) : k_(options.k) {
    if (k_.empty()) throw inconsistent("wants at least one 'k'", "for example k = [3, 5, 10]");
    if (std::set<std::int64_t>(k_.begin(), k_.end()).size() != k_.size()) throw inconsistent("has a 'k' twice", "give each number once");
  }

  assay::MetricNeeds needs() const override {
    assay::MetricNeeds needs;
    needs.labels = needs.features = needs.split = true;
    needs.assignments = false;
    return needs;
  }
  std::vector<assay::MetricOutput> outputs() const override {
    std::vector<assay::MetricOutput> out;
    for (const char* ending : {"", "_nearest"}) {
      const std::string ties = *ending == '\0' ? "the smallest class" : "the class of the nearest";
      for (const std::int64_t k : k_) out.push_back(error_of_vote(k, ending, ties));
    }
    return out;
  }
  std::vector<double> evaluate(const assay::MetricInputs& inputs) const override {
    std::vector<double> errors(2 * k_.size(), std::numeric_limits<double>::quiet_NaN());
    if (!inputs.features.isfinite().all().item<bool>()) return errors;
    const Tensor train = inputs.split.eq(0).nonzero().squeeze(1);
    const Tensor test = inputs.split.eq(1).nonzero().squeeze(1);
    const std::int64_t most = *std::max_element(k_.begin(), k_.end());
    const std::int64_t count = std::min(most, train.numel());
    const Points base(inputs.features.index_select(0, train));
    const Points queries(inputs.features.index_select(0, test), base.mean());
    const auto neighbours = plugin_common::nearest(queries, base, count);
    const Tensor train_labels = inputs.labels.index_select(0, train);
    std::vector<std::int64_t> labels(neighbours.size());
    const auto label_of = [&](const Neighbour& neighbour) { return train_labels.data_ptr<std::int64_t>()[neighbour.index]; };
    std::transform(neighbours.begin(), neighbours.end(), labels.begin(), label_of);
    const Tensor truth = inputs.labels.index_select(0, test);
    for (std::size_t i = 0; i < k_.size(); ++i) {
      if (k_[i] > count) continue;  // fewer training samples than votes
      const Wrong wrong = count_wrong(labels, count, k_[i], truth, inputs.labels.max().item<std::int64_t>() + 1);
      errors[i] = static_cast<double>(wrong.smallest) / static_cast<double>(test.numel());
      errors[k_.size() + i] = static_cast<double>(wrong.nearest) / static_cast<double>(test.numel());
    }
    return errors;
  }

 private:
  struct Wrong {
    std::int64_t smallest = 0;
    std::int64_t nearest = 0;
  };

  static assay::SpecError inconsistent(const std::string& what, const char* help) {
    return assay::SpecError({"spec.inconsistent-options", "metric 'knn' " + what, {}, help, {}});
  }

  /// `labels`: of the `count` nearest of each test sample.
  static Wrong count_wrong(const std::vector<std::int64_t>& labels, std::int64_t count, std::int64_t k, const Tensor& truth, std::int64_t classes) {
    Wrong wrong;
    for (std::int64_t i = 0; i < truth.numel(); ++i) {
      const auto vote = assay::metric_knn::majority(labels.data() + i * count, k, classes);
      const std::int64_t label = truth.data_ptr<std::int64_t>()[i];
      wrong.smallest += vote.smallest != label ? 1 : 0;
      wrong.nearest += vote.nearest != label ? 1 : 0;
    }
    return wrong;
  }

  std::vector<std::int64_t> k_;
};

}  // namespace

ASSAY_PLUGIN(
    assay::component<Knn, KnnOptions>("knn", "k-nearest-neighbour classification error on the features, trained and tested on the data set's split"));
