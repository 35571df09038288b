#include "app/commands/apply.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "app/commands/model_client.hpp"
#include "app/commands/run_argument.hpp"
#include "assay/core/error.hpp"
#include "base/suggest.hpp"
#include "draw/drawing.hpp"
#include "record/atomic_file.hpp"
#include "record/run_view.hpp"
#include "record/trial_file.hpp"
#include "report/array_export.hpp"
#include "report/figure/image_figures.hpp"
#include "spec/path.hpp"

namespace assay::app {
namespace {

std::vector<std::string> formats_of(const std::string& task) {
  if (task == "generate") return {".h5", ".npy", ".png", ".svg"};
  return {".h5", ".npy", ".csv"};
}

/// The array that a file with room for one holds.
const char* main_array(const std::string& task) {
  static const std::map<std::string, const char*> names{{"embed", "embedding"}, {"assign", "assignment"}, {"generate", "images"}};
  return names.at(task);
}

void require_format(const std::string& task, const std::filesystem::path& output) {
  const auto formats = formats_of(task);
  if (std::find(formats.begin(), formats.end(), output.extension().string()) != formats.end()) return;
  throw SpecError(Diagnostic{"model.unknown-format",
                             fmt::format("'{}' ends in no format that 'assay {}' writes", output.string(), task),
                             {},
                             {},
                             {"formats are: " + join(formats)}});
}

void write_result(const record::ArrayFile& result, const std::string& task, const std::filesystem::path& output) {
  const std::string ending = output.extension().string();
  if (ending == ".h5") {
    record::write_array_file(output, result);
  } else if (ending == ".npy") {
    record::write_text_atomically(output, report::npy_of(result.at(main_array(task))));
  } else if (ending == ".csv") {
    record::write_text_atomically(output, report::csv_of_samples(result));
  } else {
    const auto drawing = report::generation_figure("generated images", "trial " + result.trial_id, result);
    record::write_text_atomically(output, draw::render(drawing, draw::format_of(output)));
  }
}

/// The data set of the trial with the changes that the command line asks for; null when it asks for none.
Value changed_dataset(const ApplyArguments& arguments) {
  if (arguments.data_set.empty() && arguments.set.empty()) return {};
  Value table = arguments.data_set.empty() ? record::read_trial_file(arguments.request.trial).resolved.at("dataset")
                                           : Value(Value::Table{{"use", arguments.data_set}});
  if (table.find("train_on") != nullptr) table.table().erase("train_on");
  for (const auto& text : arguments.set) {
    const auto assignment = spec::parse_override(text);
    table[assignment.path] = assignment.value.to_value();
  }
  return table;
}

}  // namespace

std::filesystem::path find_trial(const std::string& argument) {
  if (std::filesystem::is_regular_file(argument)) return argument;
  const auto slash = argument.find_last_of('/');
  const std::string run = slash == std::string::npos ? argument : argument.substr(0, slash);
  const std::string wanted = slash == std::string::npos ? std::string() : argument.substr(slash + 1);
  const record::RunView view = record::load_run(find_run(run));
  std::vector<std::string> found;
  std::vector<std::string> done;
  for (const auto& trial : view.trials) {
    if (trial.status != "done") continue;
    done.push_back(trial.id);
    if (trial.id.compare(0, wanted.size(), wanted) == 0) found.push_back(trial.id);
  }
  if (found.size() == 1) return view.folder.trial(found.front());
  constexpr std::size_t most_named = 12;
  if (done.size() > most_named) done.resize(most_named);
  const bool none = found.empty();
  throw SpecError(Diagnostic{none ? "model.no-trial" : "model.ambiguous-trial",
                             none ? fmt::format("the run has no finished trial '{}'", wanted)
                                  : fmt::format("'{}' is the beginning of {} finished trials", wanted, found.size()),
                             {},
                             "name a trial as RUN/ID; 'assay export RUN' lists them",
                             {"finished are: " + (done.empty() ? std::string("none") : join(done))}});
}

int run_apply(ApplyArguments arguments, const host::HostSettings& host_settings, std::ostream& out) {
  const std::string task = arguments.request.task;
  arguments.request.trial = find_trial(arguments.trial);
  std::filesystem::path output = arguments.output;
  if (output.empty()) output = fmt::format("{}-{}{}", arguments.request.trial.stem().string(), task, task == "generate" ? ".png" : ".h5");
  require_format(task, output);
  arguments.request.dataset = changed_dataset(arguments);
  ModelClient models(host_settings);
  write_result(models.apply(arguments.request), task, output);
  out << output.string() << '\n';
  return 0;
}

}  // namespace assay::app
