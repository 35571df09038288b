#include "train/trial_data.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/types.h>

#include "assay/core/error.hpp"
#include "base/sha256.hpp"
#include "train/composition.hpp"

namespace assay::train {
namespace {

[[noreturn]] void broken(const std::string& what) { throw PluginError("dataset.broken-contract", "the data set gave " + what); }

/// Sums of finite floats in double precision cannot overflow, so one pass without a mask finds NaN and infinity.
/// In blocks, because LibTorch converts what it sums, which would take twice the memory of the data.
bool all_finite(const Tensor& x) {
  constexpr std::int64_t block = 4096;
  for (std::int64_t row = 0; row < x.size(0); row += block) {
    if (!x.narrow(0, row, std::min(block, x.size(0) - row)).sum(torch::kFloat64).isfinite().item<bool>()) return false;
  }
  return true;
}

void check_samples(const Tensor& x, const DatasetInfo& info) {
  if (!x.defined() || x.dim() != 2 || x.scalar_type() != torch::kFloat32 || !x.is_contiguous() || !x.is_cpu()) {
    broken("samples that are no contiguous matrix of 32-bit numbers on the CPU");
  }
  if (x.size(0) != info.count || x.size(1) != info.dimensions()) {
    broken(fmt::format("{} samples of {} numbers where it had promised {} of {}", x.size(0), x.size(1), info.count, info.dimensions()));
  }
  if (x.size(0) == 0) throw DataError("data.empty", "the data set has no samples");
  if (!all_finite(x)) throw DataError("data.non-finite", "the data set has values that are not finite");
}

void check_labels(const Tensor& labels, const DatasetInfo& info) {
  if (!labels.defined()) return;
  if (labels.dim() != 1 || labels.scalar_type() != torch::kInt64 || labels.size(0) != info.count) broken("labels that do not fit the samples");
  if (labels.min().item<std::int64_t>() < 0 || labels.max().item<std::int64_t>() >= info.classes) {
    broken(fmt::format("labels outside its {} classes", info.classes));
  }
}

void check_split(const Tensor& split, const DatasetInfo& info) {
  if (!split.defined() && info.test_count == 0) return;
  if (!split.defined() || split.dim() != 1 || split.scalar_type() != torch::kUInt8 || split.size(0) != info.count || split.max().item<int>() > 1 ||
      split.sum().item<std::int64_t>() != info.test_count) {
    broken("a division into training and test part that does not fit the samples");
  }
}

void check_parts(const DatasetInfo& info) {
  const bool no_test = info.test_count == 0;
  if (!no_test && info.test_count < info.count) return;
  throw SpecError({no_test ? "spec.no-test-part" : "spec.no-training-part",
                   fmt::format("train_on = \"training_part\", but the data set has no {} part", no_test ? "test" : "training"),
                   {},
                   "train on all samples, or use data that are divided",
                   {}});
}

void check_label_options(const LabelOptions& labels, const DatasetInfo& info) {
  if (info.classes == 0) {
    throw SpecError({"labels.none", "the method reads labels, but the data set has none", {}, "use data with labels, or a method without", {}});
  }
  const std::int64_t available = info.count - info.test_count;
  // Divided, not multiplied: the product may overflow.
  if (labels.per_class <= available / info.classes && labels.per_class * info.classes + labels.validation < available) return;
  throw SpecError({"labels.too-many",
                   fmt::format("[labels] wants {} samples of each of {} classes and {} for validation, but there are {} samples for training",
                               labels.per_class, info.classes, labels.validation, available),
                   {},
                   "choose fewer, so that unlabeled samples remain",
                   {}});
}

}  // namespace

DatasetInfo TrialData::training_info() const {
  DatasetInfo told = info;
  if (training_part_only) {
    told.count -= told.test_count;
    told.test_count = 0;
  }
  if (labels) told.count -= labels->validation;
  return told;
}

TrialData open_data(const Value& resolved, const host::Registry& registry, const std::vector<std::string>& roots) {
  TrialData data;
  data.roots.assign(roots.begin(), roots.end());
  BuildContext context = data.context();
  const Value& table = resolved.at("dataset");
  data.dataset = registry.create<Dataset>(without(table, {"train_on"}), context);
  data.info = data.dataset->info();
  data.training_part_only = table.find("train_on") != nullptr && table.at("train_on") == Value("training_part");
  if (data.training_part_only) check_parts(data.info);
  if (const Value* labels = resolved.find("labels")) {
    data.labels = parse_options<LabelOptions>(*labels);
    check_label_options(*data.labels, data.info);
  }
  return data;
}

DatasetContents load_data(const TrialData& data) {
  DatasetContents contents = data.dataset->load();
  check_samples(contents.x, data.info);
  check_labels(contents.labels, data.info);
  check_split(contents.split, data.info);
  return contents;
}

std::vector<record::DataFileRow> hash_files(const Dataset& dataset) {
  std::vector<record::DataFileRow> rows;
  for (const auto& path : dataset.files()) {
    rows.push_back({path.string(), sha256_file(path), static_cast<std::int64_t>(std::filesystem::file_size(path))});
  }
  return rows;
}

}  // namespace assay::train
