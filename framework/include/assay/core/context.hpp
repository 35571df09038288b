#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <c10/core/Device.h>

#include "assay/abi/export.hpp"
#include "assay/core/dataset_info.hpp"
#include "assay/core/random.hpp"
#include "assay/core/tensor.hpp"
#include "assay/record/recorder.hpp"

namespace assay {
inline namespace abi_1 {

class Encoder;

/// What a component may know while it is constructed. Do not keep the reference.
class ASSAY_EXPORT BuildContext {
 public:
  explicit BuildContext(DatasetInfo dataset, std::vector<std::filesystem::path> data_roots = {}, std::shared_ptr<const Encoder> encoder = nullptr);
  BuildContext(const BuildContext&);
  BuildContext& operator=(const BuildContext&);
  ~BuildContext();

  /// The data set of the trial; empty (count 0, no shape) while a dataset itself is constructed.
  [[nodiscard]] const DatasetInfo& dataset() const { return dataset_; }
  /// The folders of ASSAY_DATA, in order of preference.
  [[nodiscard]] const std::vector<std::filesystem::path>& data_roots() const { return data_roots_; }
  /// The trial's [encoder], for components that declare to need it. Throws InternalError "context.no-encoder" to others.
  [[nodiscard]] std::shared_ptr<const Encoder> encoder() const;

 private:
  DatasetInfo dataset_;
  std::vector<std::filesystem::path> data_roots_;
  std::shared_ptr<const Encoder> encoder_;
};

/// Values that a component saves in a checkpoint and in the result file.
class ASSAY_EXPORT StateDict {
 public:
  void put(const std::string& name, const Tensor& tensor);
  void put_number(const std::string& name, double value);  ///< kept exactly, as a float64 tensor of one element

  /// Throws InternalError "state.missing" when absent.
  [[nodiscard]] Tensor get(const std::string& name) const;
  [[nodiscard]] double get_number(const std::string& name) const;
  [[nodiscard]] bool has(const std::string& name) const;
  [[nodiscard]] const NamedTensors& tensors() const { return tensors_; }

 private:
  NamedTensors tensors_;
};

/// The samples whose classes a method is told, and nothing of the others.
struct LabeledSamples {
  Tensor rows;     ///< [n] int64, ascending: which rows of the x that `fit` gets; on its device
  Tensor classes;  ///< [n] int64 in [0, K), on the same device; equally many of each class
};

/// What a running trial offers a baseline. Valid during `fit` only.
class ASSAY_EXPORT FitContext {
 public:
  FitContext(const FitContext&) = delete;
  FitContext& operator=(const FitContext&) = delete;
  virtual ~FitContext();

  virtual Streams& streams() = 0;
  virtual Recorder& recorder() = 0;
  [[nodiscard]] virtual c10::Device device() const = 0;
  [[nodiscard]] virtual const DatasetInfo& dataset() const = 0;
  /// What the earlier stage `name` saved; for stages that the component declares to need, else InternalError "context.no-stage".
  [[nodiscard]] virtual const StateDict& stage(const std::string& name) const = 0;
  /// The samples whose classes the method may know: of [labels], for components that declare to read it; nullptr where the spec has none.
  [[nodiscard]] virtual const LabeledSamples* labels() const;
  /// Of a method on the features of a stage that offers EmbedsGaussian: ln σ² [N, F] of the Gaussians whose means are x; else undefined.
  [[nodiscard]] virtual Tensor log_variance_of_features();
  /// Tells those who wait how many rounds there will be at most. Where that is known, call it early in every `fit`, also after a `restore`.
  virtual void expect_rounds(std::int64_t total);
  /// Call at the end of every round of work (epoch, restart, iteration), counted from 1. It commits the row of cadence `epoch`,
  /// evaluates when due, saves a checkpoint when due, and returns false when the trial has to stop now: then return from `fit`.
  [[nodiscard]] virtual bool end_of_round(std::int64_t round) = 0;

 protected:
  FitContext() = default;
};

}  // namespace abi_1
}  // namespace assay
