#include "app/commands/table.hpp"

#include "app/commands/run_argument.hpp"
#include "record/run_view.hpp"
#include "report/table_format.hpp"

namespace assay::app {

int run_table(const TableArguments& arguments, std::ostream& out, std::ostream& err) {
  const auto format = report::parse_table_format(arguments.format);
  std::vector<report::Shown> shown;
  shown.reserve(arguments.shown.size());
  for (const auto& name : arguments.shown) shown.push_back(report::parse_shown(name));
  if (shown.empty()) shown = {report::Shown::mean};
  const auto run = record::load_run(find_run(arguments.run));
  const auto table = report::make_result_table(run, {arguments.metrics, arguments.rows, arguments.columns});
  out << report::format_table(table, format, shown);
  if (table.done > 0) return 0;
  err << "warning: no trial of this run is done\n";
  return 1;
}

}  // namespace assay::app
