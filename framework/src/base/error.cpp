#include "assay/core/error.hpp"

#include <utility>

namespace assay {
inline namespace abi_1 {

Error::Error(ErrorCategory category, Diagnostic diagnostic) : category_(category), diagnostics_{std::move(diagnostic)} {}

Error::Error(ErrorCategory category, std::vector<Diagnostic> diagnostics) : category_(category), diagnostics_(std::move(diagnostics)) {
  if (diagnostics_.empty()) diagnostics_.push_back({"internal.empty-error", "an error without a diagnostic was thrown", {}, {}, {}});
}

Error::~Error() = default;

const char* Error::what() const noexcept { return diagnostics_.front().message.c_str(); }

void Error::add_note(const std::string& note) {
  for (auto& diagnostic : diagnostics_) diagnostic.notes.push_back(note);
}

SpecError::SpecError(Diagnostic diagnostic) : Error(ErrorCategory::spec, std::move(diagnostic)) {}
SpecError::SpecError(std::vector<Diagnostic> diagnostics) : Error(ErrorCategory::spec, std::move(diagnostics)) {}
SpecError::~SpecError() = default;

PluginError::PluginError(Diagnostic diagnostic) : Error(ErrorCategory::plugin, std::move(diagnostic)) {}
PluginError::PluginError(std::string code, std::string message)
    : Error(ErrorCategory::plugin, Diagnostic{std::move(code), std::move(message), {}, {}, {}}) {}
PluginError::~PluginError() = default;

DataError::DataError(Diagnostic diagnostic) : Error(ErrorCategory::data, std::move(diagnostic)) {}
DataError::DataError(std::string code, std::string message)
    : Error(ErrorCategory::data, Diagnostic{std::move(code), std::move(message), {}, {}, {}}) {}
DataError::~DataError() = default;

TrialError::TrialError(Diagnostic diagnostic) : Error(ErrorCategory::trial, std::move(diagnostic)) {}
TrialError::TrialError(std::string code, std::string message)
    : Error(ErrorCategory::trial, Diagnostic{std::move(code), std::move(message), {}, {}, {}}) {}
TrialError::~TrialError() = default;

InternalError::InternalError(Diagnostic diagnostic) : Error(ErrorCategory::internal, std::move(diagnostic)) {}
InternalError::InternalError(std::string code, std::string message)
    : Error(ErrorCategory::internal, Diagnostic{std::move(code), std::move(message), {}, {}, {}}) {}
InternalError::~InternalError() = default;

}  // namespace abi_1
}  // namespace assay
