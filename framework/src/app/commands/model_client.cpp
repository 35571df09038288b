#include "app/commands/model_client.hpp"

#include <cstdlib>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "host/protocol.hpp"
#include "record/run_manifest.hpp"
#include "run/provenance.hpp"

namespace assay::app {
namespace {

/// A file name that is removed with it.
class TemporaryFile {
 public:
  TemporaryFile() : path_(std::filesystem::temp_directory_path() / fmt::format("assay-{}-output.h5", getpid())) {}
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace

record::ArrayFile ModelClient::apply(record::ApplyRequest request) {
  if (host_ == nullptr) host_ = std::make_unique<host::HostProcess>(settings_);
  host_->describe();
  const TemporaryFile output;
  request.output = output.path();
  request.data_roots = run::data_roots_from_environment();
  request.trial = std::filesystem::absolute(request.trial);
  const record::RunFolder run{request.trial.parent_path().parent_path()};
  request.cache = stages_of(run).root;
  const Value reply = host_->request(Value::Table{{"op", "apply"}, {"request", request.to_value()}});
  if (const Value& error = reply.at("error"); !error.is_null()) throw Error(host::error_from_value(error));
  return record::read_array_file(output.path());
}

record::RunFolder stages_of(const record::RunFolder& run) {
  const auto own = run.root / "stages";
  if (std::filesystem::exists(own)) return {own};
  if (std::filesystem::exists(run.plan())) {
    const std::filesystem::path recorded = record::read_manifest(run).cache;
    if (!recorded.empty() && std::filesystem::exists(recorded)) return {recorded};
  }
  const char* cache = std::getenv("ASSAY_CACHE");
  if (cache != nullptr && *cache != '\0') return {std::filesystem::absolute(cache)};
  return {run.root.parent_path() / ".stages"};
}

}  // namespace assay::app
