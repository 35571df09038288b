#include "app/commands/export.hpp"

#include <fmt/format.h>

#include "app/commands/run_argument.hpp"
#include "assay/core/error.hpp"
#include "record/run_view.hpp"
#include "report/export.hpp"

namespace assay::app {

int run_export(const ExportArguments& arguments, std::ostream& out, std::ostream& err) {
  if (arguments.format != "csv" && arguments.format != "json") {
    throw SpecError(
        Diagnostic{"export.unknown-format", fmt::format("there is no format '{}'", arguments.format), {}, {}, {"formats are: csv, json"}});
  }
  const auto format = arguments.format == "csv" ? report::ExportFormat::csv : report::ExportFormat::json;
  const auto run = record::load_run(find_run(arguments.run));
  if (arguments.series) {
    report::export_series(run, format, out, err);
  } else {
    report::export_trials(run, format, out);
  }
  return 0;
}

}  // namespace assay::app
