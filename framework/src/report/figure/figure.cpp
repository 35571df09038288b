#include "report/figure/figure.hpp"

#include <map>

#include <fmt/format.h>

#include "assay/options/field.hpp"
#include "report/axes.hpp"
#include "report/figure/chosen_trials.hpp"
#include "report/figure/confusion_figure.hpp"
#include "report/figure/embedding_figure.hpp"
#include "report/figure/image_figures.hpp"
#include "report/figure/rank_figure.hpp"
#include "report/figure/series_figures.hpp"
#include "report/figure/sweep_figure.hpp"

namespace assay::report {
namespace {

draw::Drawing model_figure(const record::RunView& run, const FigureOptions& options, const ApplyModel& apply) {
  const auto& trial = *chosen_trials(run, options.where).front();
  const bool generation = options.kind == "generation";
  const auto output = apply(trial, generation ? "generate" : "style", options.columns, options.draw_seed);
  const std::string heading = fmt::format("{}: {}", run_title(run.manifest), generation ? "generated images" : "style transfer");
  const std::string note = trial_text(run, trial);
  return generation ? generation_figure(heading, note, output) : style_figure(heading, note, output);
}

}  // namespace

draw::Drawing make_figure(const record::RunView& run, const FigureOptions& options, const ApplyModel& apply) {
  using Make = draw::Drawing (*)(const record::RunView&, const FigureOptions&);
  static const std::map<std::string, Make> makers{
      {"curves", curves_figure},       {"sweep", sweep_figure},   {"embedding", embedding_figure},
      {"confusion", confusion_figure}, {"health", health_figure}, {"critical_difference", rank_figure},
  };
  const auto found = makers.find(options.kind);
  return found != makers.end() ? found->second(run, options) : model_figure(run, options, apply);
}

std::vector<std::string> figure_kinds() { return schema_of<FigureOptions>().fields.front().choices; }

}  // namespace assay::report
