#include "app/commands/compare.hpp"

#include "app/commands/run_argument.hpp"
#include "assay/core/error.hpp"
#include "record/atomic_file.hpp"
#include "record/run_view.hpp"
#include "report/comparison/comparison_format.hpp"
#include "report/comparison/rank_diagram.hpp"

namespace assay::app {
namespace {

void write_diagram(const report::Comparison& comparison, const std::string& path) {
  if (!comparison.ranks) throw DataError("compare.no-ranks", "there is no diagram without ranks, which take three arms and two blocks");
  record::write_text_atomically(path, report::rank_diagram_svg(report::make_rank_diagram(comparison, *comparison.ranks)));
}

}  // namespace

int run_compare(const CompareArguments& arguments, std::ostream& out, std::ostream& err) {
  const auto format = report::parse_table_format(arguments.format);
  const auto run = record::load_run(find_run(arguments.run));
  const auto comparison = report::compare(run, {arguments.metric, arguments.baseline, arguments.alpha});
  out << report::format_comparison(comparison, format);
  if (format == report::TableFormat::csv) {
    for (const auto& warning : comparison.warnings) err << "warning: " << warning << '\n';
  }
  if (!arguments.diagram.empty()) write_diagram(comparison, arguments.diagram);
  return 0;
}

}  // namespace assay::app
