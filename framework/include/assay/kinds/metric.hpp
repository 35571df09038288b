#pragma once

#include <string>
#include <vector>

#include "assay/core/tensor.hpp"
#include "assay/kinds/component.hpp"

namespace assay {
inline namespace abi_1 {

/// What a metric may need; the host provides just that, and skips the metric (value NaN, with an event) where the model cannot.
struct MetricNeeds {
  bool labels = false;
  bool features = false;
  bool split = false;             ///< which samples are for training and which for testing; both there
  bool assignments = true;        ///< the model's clusters
  bool responsibilities = false;  ///< how strongly each sample belongs to each of them
  bool probabilities = false;     ///< of the classes, from a model that classifies
  bool validation = false;        ///< which samples were set aside for the choice of a model
};

/// One number a metric reports.
struct MetricOutput {
  std::string name;  ///< series name, e.g. "nmi_arithmetic"
  std::string help;
  double lowest = 0.0;
  double highest = 1.0;
  bool higher_is_better = true;
};

/// On the CPU; all samples of the evaluated split, in the order of the data set.
struct MetricInputs {
  std::int64_t clusters = 0;  ///< K of the model, 0 when it assigns none
  Tensor assignments;         ///< [N] int64 in [0, K), defined when the model assigns
  std::int64_t noise = -1;    ///< the cluster of samples that belong to none, or -1
  Tensor responsibilities;    ///< [N, K] float32, rows sum to 1, defined only when needed and the model assigns
  Tensor labels;              ///< [N] int64, defined only when needed and present
  Tensor features;            ///< [N, F] float32, defined only when needed and present
  Tensor split;               ///< [N] uint8, 0 training part, 1 test part, defined only when needed and present
  Tensor probabilities;       ///< [N, C] float32 of the classes, rows sum to 1, defined only when needed and the model classifies
  Tensor validation;          ///< [M] int64, rows of the validation samples, defined only when needed and present
};

class ASSAY_EXPORT Metric : public Component {
 public:
  ~Metric() override;

  [[nodiscard]] virtual MetricNeeds needs() const = 0;
  /// The numbers it reports, the most important first.
  [[nodiscard]] virtual std::vector<MetricOutput> outputs() const = 0;
  /// One value per output, in that order; NaN where undefined.
  [[nodiscard]] virtual std::vector<double> evaluate(const MetricInputs& inputs) const = 0;
};

}  // namespace abi_1
}  // namespace assay
