#include "assay/core/context.hpp"

#include <algorithm>
#include <utility>

#include <torch/types.h>

#include "assay/core/error.hpp"

namespace assay {
inline namespace abi_1 {

BuildContext::BuildContext(DatasetInfo dataset, std::vector<std::filesystem::path> data_roots, std::shared_ptr<const Encoder> encoder)
    : dataset_(std::move(dataset)), data_roots_(std::move(data_roots)), encoder_(std::move(encoder)) {}
BuildContext::BuildContext(const BuildContext&) = default;
BuildContext& BuildContext::operator=(const BuildContext&) = default;
BuildContext::~BuildContext() = default;

std::shared_ptr<const Encoder> BuildContext::encoder() const {
  if (encoder_ == nullptr) throw InternalError("context.no-encoder", "the component reads the encoder without declaring that it needs it");
  return encoder_;
}

FitContext::~FitContext() = default;

const LabeledSamples* FitContext::labels() const { return nullptr; }

void FitContext::expect_rounds(std::int64_t /*total*/) {}

Tensor FitContext::log_variance_of_features() { return {}; }

void StateDict::put(const std::string& name, const Tensor& tensor) {
  const auto same_name = [&](const auto& entry) { return entry.first == name; };
  const auto found = std::find_if(tensors_.begin(), tensors_.end(), same_name);
  if (found == tensors_.end()) {
    tensors_.emplace_back(name, tensor);
  } else {
    found->second = tensor;
  }
}

void StateDict::put_number(const std::string& name, double value) { put(name, torch::full({1}, value, torch::kFloat64)); }

Tensor StateDict::get(const std::string& name) const {
  for (const auto& entry : tensors_) {
    if (entry.first == name) return entry.second;
  }
  throw InternalError("state.missing", "the saved state has no '" + name + "'");
}

double StateDict::get_number(const std::string& name) const { return get(name).item<double>(); }

bool StateDict::has(const std::string& name) const {
  return std::any_of(tensors_.begin(), tensors_.end(), [&](const auto& entry) { return entry.first == name; });
}

}  // namespace abi_1
}  // namespace assay
