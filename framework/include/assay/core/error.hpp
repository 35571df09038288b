#pragma once

#include <cstddef>
#include <exception>
#include <string>
#include <vector>

#include "assay/abi/export.hpp"

namespace assay {
inline namespace abi_1 {

/// A place in a source file. `line` and `column` count from 1; 0 means unknown.
struct Origin {
  std::string file;
  int line = 0;
  int column = 0;
  int length = 1;  ///< characters to underline, at least 1

  [[nodiscard]] bool known() const { return !file.empty(); }
};

/// One finding about the user's input or environment, ready to be printed.
///
/// `code` is a stable dotted identifier ("spec.unknown-option"). `message` is a lower-case sentence without a full stop.
struct Diagnostic {
  std::string code;
  std::string message;
  Origin origin;
  std::string help;                ///< what was probably meant, or what to do; may be empty
  std::vector<std::string> notes;  ///< context, one line each, innermost first
};

/// What went wrong decides the exit status; nothing else depends on it.
enum class ErrorCategory { trial, spec, plugin, data, internal };

/// Base of every exception that assay throws on purpose; carries at least one Diagnostic.
class ASSAY_EXPORT Error : public std::exception {
 public:
  Error(ErrorCategory category, Diagnostic diagnostic);
  Error(ErrorCategory category, std::vector<Diagnostic> diagnostics);
  Error(const Error&) = default;
  Error& operator=(const Error&) = default;
  ~Error() override;

  [[nodiscard]] const char* what() const noexcept override;
  [[nodiscard]] ErrorCategory category() const noexcept { return category_; }
  [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const noexcept { return diagnostics_; }
  [[nodiscard]] const std::string& code() const noexcept { return diagnostics_.front().code; }

  /// Adds one line of context to every diagnostic ("while constructing loss 'bce'").
  void add_note(const std::string& note);

 private:
  ErrorCategory category_;
  std::vector<Diagnostic> diagnostics_;
};

/// The spec or the command line is wrong (exit status 2).
class ASSAY_EXPORT SpecError : public Error {
 public:
  explicit SpecError(Diagnostic diagnostic);
  explicit SpecError(std::vector<Diagnostic> diagnostics);
  ~SpecError() override;
};

/// A plugin could not be loaded, is incompatible, or broke its contract (exit status 3).
class ASSAY_EXPORT PluginError : public Error {
 public:
  explicit PluginError(Diagnostic diagnostic);
  PluginError(std::string code, std::string message);
  ~PluginError() override;
};

/// Input data are missing, malformed or do not match their checksum (exit status 4).
class ASSAY_EXPORT DataError : public Error {
 public:
  explicit DataError(Diagnostic diagnostic);
  DataError(std::string code, std::string message);
  ~DataError() override;
};

/// A trial failed while it ran (exit status 1).
class ASSAY_EXPORT TrialError : public Error {
 public:
  explicit TrialError(Diagnostic diagnostic);
  TrialError(std::string code, std::string message);
  ~TrialError() override;
};

/// A defect of assay itself or of its environment (exit status 70).
class ASSAY_EXPORT InternalError : public Error {
 public:
  explicit InternalError(Diagnostic diagnostic);
  InternalError(std::string code, std::string message);
  ~InternalError() override;
};

}  // namespace abi_1
}  // namespace assay
