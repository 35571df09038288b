#include "app/commands/data.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/diagnostic.hpp"
#include "base/json.hpp"
#include "base/suggest.hpp"
#include "data/fetch.hpp"
#include "data/local_files.hpp"
#include "data/manifest.hpp"
#include "run/progress.hpp"
#include "run/provenance.hpp"
#include "run/signals.hpp"

namespace assay::app {
namespace {

using data::DataSet;
using data::FileState;
using data::LocalFile;
using data::SetState;
using data::Verdict;

/// A data set and what of it is here.
struct Looked {
  DataSet set;
  std::vector<LocalFile> files;
  SetState state = SetState::absent;
};

std::vector<Looked> look(const DataArguments& arguments) {
  const auto manifest = data::read_manifest(arguments.manifest.empty() ? data::installed_manifest() : arguments.manifest);
  const auto roots = run::data_roots_from_environment();
  const std::vector<std::filesystem::path> folders(roots.begin(), roots.end());
  std::vector<Looked> sets;
  for (const auto& name : arguments.names.empty() ? manifest.names() : arguments.names) {
    Looked looked{manifest.find(name), {}};
    for (const auto& file : looked.set.files) looked.files.push_back(data::find_local(file, folders));
    looked.state = data::state_of(looked.set.files, looked.files);
    sets.push_back(std::move(looked));
  }
  return sets;
}

/// Bytes of what is here, or that there are to fetch; 0 where nobody knows.
std::int64_t bytes_of(const Looked& looked) {
  std::int64_t here = 0;
  for (const auto& file : looked.files) here += file.bytes;
  if (looked.state != SetState::absent) return here;
  if (looked.set.archive) return looked.set.archive->size;
  std::int64_t published = 0;
  for (const auto& file : looked.set.files) published += file.optional ? 0 : file.size;
  return published;
}

const char* name_of(FileState state) {
  switch (state) {
    case FileState::absent: return "absent";
    case FileState::present: return "present";
    case FileState::repacked: return "repacked";
    case FileState::wrong_size: return "wrong size";
  }
  return "";
}

Value value_of(const Looked& looked) {
  const DataSet& set = looked.set;
  Value::Array files;
  for (std::size_t i = 0; i < set.files.size(); ++i) {
    files.push_back(Value::Table{{"name", set.files[i].name},
                                 {"state", name_of(looked.files[i].state)},
                                 {"path", looked.files[i].path.string()},
                                 {"bytes", looked.files[i].bytes},
                                 {"published_bytes", set.files[i].size},
                                 {"sha256", set.files[i].sha256},
                                 {"optional", set.files[i].optional}});
  }
  return Value::Table{{"name", set.id},
                      {"title", set.title},
                      {"state", data::name_of(looked.state)},
                      {"reader", set.reader},
                      {"samples", set.samples},
                      {"classes", set.classes},
                      {"licence", set.licence},
                      {"homepage", set.homepage},
                      {"cite", set.cite},
                      {"bytes", bytes_of(looked)},
                      {"files", std::move(files)}};
}

void print_wrong_sizes(const Looked& looked, std::ostream& out) {
  for (std::size_t i = 0; i < looked.files.size(); ++i) {
    const LocalFile& file = looked.files[i];
    if (file.state != FileState::wrong_size) continue;
    out << fmt::format("  {} has {} bytes instead of {}\n", file.path.string(), file.bytes, looked.set.files[i].size);
  }
}

/// What `verify` says of one file.
struct FileReport {
  std::string file;
  Verdict verdict;
  std::string text;
};

std::vector<FileReport> verify_set(const Looked& looked) {
  std::vector<FileReport> reports;
  for (std::size_t i = 0; i < looked.files.size(); ++i) {
    const auto& published = looked.set.files[i];
    if (looked.files[i].state == FileState::absent) {
      if (!published.optional) reports.push_back({published.name, Verdict::damaged, "missing"});
      continue;
    }
    const auto verification = data::verify(published, looked.files[i]);
    reports.push_back({looked.files[i].path.string(), verification.verdict, verification.text});
  }
  return reports;
}

const char* word_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::sound: return "sound";
    case Verdict::damaged: return "problem";
    case Verdict::unknown: return "unchecked";
  }
  return "";
}

std::filesystem::path target_folder(const DataArguments& arguments) {
  if (!arguments.to.empty()) return std::filesystem::absolute(arguments.to).lexically_normal();
  const char* given = std::getenv("ASSAY_DATA");
  if (given != nullptr && *given != '\0') return run::data_roots_from_environment().front();
  throw SpecError(Diagnostic{"data.no-folder",
                             "it is not said where data sets are kept",
                             {},
                             "set ASSAY_DATA to a folder, or name one with --to; data sets are read from ASSAY_DATA",
                             {}});
}

/// Whether readers look into the folder.
bool is_data_root(const std::filesystem::path& folder) {
  const auto roots = run::data_roots_from_environment();
  std::error_code error;
  return std::any_of(roots.begin(), roots.end(), [&](const std::string& root) { return std::filesystem::equivalent(root, folder, error); });
}

}  // namespace

int run_data_list(const DataArguments& arguments, std::ostream& out) {
  const auto sets = look(arguments);
  if (arguments.json) {
    Value::Array values;
    for (const auto& looked : sets) values.push_back(value_of(looked));
    out << to_json(Value::Table{{"data_sets", std::move(values)}}, 2) << '\n';
    return 0;
  }
  out << fmt::format("{:<14}  {:<8}  {:>10}  {}\n", "data set", "state", "size", "licence");
  for (const auto& looked : sets) {
    const std::int64_t bytes = bytes_of(looked);
    out << fmt::format("{:<14}  {:<8}  {:>10}  {}\n", looked.set.id, data::name_of(looked.state), bytes > 0 ? run::size_text(bytes) : "?",
                       looked.set.licence);
    print_wrong_sizes(looked, out);
  }
  return 0;
}

int run_data_verify(const DataArguments& arguments, std::ostream& out) {
  std::size_t checked = 0;
  std::size_t problems = 0;
  Value::Array values;
  for (const auto& looked : look(arguments)) {
    if (looked.state == SetState::absent && arguments.names.empty()) continue;
    for (const auto& report : verify_set(looked)) {
      ++checked;
      if (report.verdict == Verdict::damaged) ++problems;
      values.push_back(Value::Table{{"data_set", looked.set.id}, {"file", report.file}, {"verdict", word_of(report.verdict)}, {"text", report.text}});
      if (!arguments.json) out << fmt::format("{}: {}: {}\n", report.file, word_of(report.verdict), report.text);
    }
  }
  if (arguments.json) {
    out << to_json(Value::Table{{"sound", problems == 0}, {"files", std::move(values)}}, 2) << '\n';
  } else {
    out << fmt::format("{} files, {} problems found\n", checked, problems);
  }
  return problems == 0 ? 0 : exit_status(ErrorCategory::data);
}

int run_data_fetch(const DataArguments& arguments, std::ostream& out) {
  const auto manifest = data::read_manifest(arguments.manifest.empty() ? data::installed_manifest() : arguments.manifest);
  std::vector<const DataSet*> sets;
  for (const auto& name : arguments.names) sets.push_back(&manifest.find(name));
  const data::FetchSettings settings{target_folder(arguments), arguments.optional};
  data::FetchProgress progress(run::progress_style(arguments.quiet, stderr), stderr);
  const run::SignalWatch signals;
  std::vector<Diagnostic> problems;
  for (const auto* set : sets) {
    try {
      if (!data::fetch(*set, settings, progress, [&] { return signals.count() == 0; })) {
        out << "stopped; the same command goes on where it stopped\n";
        return run::exit_status_of_signal(signals.last());
      }
      out << fmt::format("{} is complete in {}; licence: {}\n", set->id, settings.root.string(), set->licence);
    } catch (const DataError& error) {  // the others may be had
      problems.insert(problems.end(), error.diagnostics().begin(), error.diagnostics().end());
    }
  }
  if (!is_data_root(settings.root)) out << fmt::format("readers do not look there yet: export ASSAY_DATA={}\n", settings.root.string());
  if (!problems.empty()) throw Error(ErrorCategory::data, std::move(problems));
  return 0;
}

}  // namespace assay::app
