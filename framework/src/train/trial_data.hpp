#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "assay/kinds/dataset.hpp"
#include "base/settings.hpp"
#include "host/registry.hpp"
#include "record/trial_record.hpp"

namespace assay::train {

/// The data set of a trial and what is known of it without its samples.
struct TrialData {
  host::Owned<Dataset> dataset;
  DatasetInfo info;
  bool training_part_only = false;     ///< methods are trained on the training part alone
  std::optional<LabelOptions> labels;  ///< of the trial that reads labels
  std::vector<std::filesystem::path> roots;

  /// How many samples a method that reads labels is told the classes of.
  [[nodiscard]] std::int64_t labeled() const { return labels ? labels->per_class * info.classes : 0; }
  /// What methods are told: of the samples that they are trained on.
  [[nodiscard]] DatasetInfo training_info() const;
  [[nodiscard]] BuildContext context() const { return BuildContext(training_info(), roots); }
};

/// Throws SpecError "spec.no-test-part" or "spec.no-training-part" when `train_on` asks for a part of data that have but one;
/// "labels.none" or "labels.too-many" when [labels] asks for what the data do not have.
TrialData open_data(const Value& resolved, const host::Registry& registry, const std::vector<std::string>& roots);

/// Loads the samples and holds them against the info. Throws DataError; PluginError "dataset.broken-contract" when the data set gives
/// something else than it promised.
DatasetContents load_data(const TrialData& data);

/// Path, size and SHA-256 of every file that the data set reads.
std::vector<record::DataFileRow> hash_files(const Dataset& dataset);

}  // namespace assay::train
