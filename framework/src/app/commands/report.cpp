#include "app/commands/report.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "app/commands/figure.hpp"
#include "app/commands/run_argument.hpp"
#include "record/atomic_file.hpp"
#include "record/run_view.hpp"
#include "report/page/page.hpp"

namespace assay::app {

int run_report(const ReportArguments& arguments, const host::HostSettings& host_settings, std::ostream& out, std::ostream& err) {
  const auto run = record::load_run(find_run(arguments.run));
  const std::filesystem::path path = arguments.output.empty() ? run.folder.root / "report.html" : std::filesystem::path(arguments.output);
  const bool done = run.count("done") > 0;
  const auto figures = done ? declared_figures(run, host_settings) : std::vector<report::PageFigure>();
  const std::string page = report::make_page(run, report::read_page_trials(run), figures);
  record::write_text_atomically(path, page);
  constexpr std::size_t kibibyte = 1024;
  out << fmt::format("{} ({} KiB)\n", path.string(), (page.size() + kibibyte - 1) / kibibyte);
  if (done) return 0;
  err << "warning: no trial of this run is done\n";
  return 1;
}

}  // namespace assay::app
