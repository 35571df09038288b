#include "app/commands/figure.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "app/commands/model_client.hpp"
#include "app/commands/run_argument.hpp"
#include "assay/core/error.hpp"
#include "assay/options/field.hpp"
#include "base/settings.hpp"
#include "base/suggest.hpp"
#include "draw/drawing.hpp"
#include "record/atomic_file.hpp"
#include "report/figure/figure.hpp"
#include "report/page/html.hpp"

namespace assay::app {
namespace {

std::vector<std::string> declared_names(const record::RunView& run) {
  std::vector<std::string> names;
  for (const auto& figure : run.manifest.figures.table()) names.push_back(figure.first);
  return names;
}

std::vector<std::string> what_there_is(const record::RunView& run) {
  const auto names = declared_names(run);
  return {"kinds are: " + join(report::figure_kinds()), "declared are: " + (names.empty() ? std::string("none") : join(names))};
}

/// The options of the figure that `name` means: a declared one, or a kind with its defaults.
Value options_of(const record::RunView& run, const std::string& name) {
  if (const Value* declared = run.manifest.figures.find(name)) return *declared;
  const auto kinds = report::figure_kinds();
  if (std::find(kinds.begin(), kinds.end(), name) != kinds.end()) return Value::Table{{"kind", name}};
  const auto names = declared_names(run);
  auto known = kinds;
  known.insert(known.end(), names.begin(), names.end());
  throw SpecError(Diagnostic{"figure.unknown",
                             fmt::format("'{}' is no kind of figure, and the spec of this run declares no figure of that name", name),
                             {},
                             did_you_mean(name, known),
                             what_there_is(run)});
}

std::string why_not(const Error& error) {
  const auto& why = error.diagnostics().front();
  return fmt::format("{} [{}]", why.message, why.code);
}

/// The drawing as an image of a page: SVG, or pixels where many dots and pictures would make that too large to be sent around.
std::string image_of(const draw::Drawing& drawing) {
  constexpr std::size_t largest_svg = std::size_t{1} << 20U;
  const std::string svg = draw::render(drawing, draw::Format::svg);
  if (svg.size() <= largest_svg) return report::image_address("image/svg+xml", svg);
  return report::image_address("image/png", draw::render(drawing, draw::Format::png));
}

/// Draws figures of one run.
class Artist {
 public:
  Artist(const record::RunView& run, const host::HostSettings& host_settings) : run_(run), models_(host_settings) {}

  draw::Drawing draw(const Value& options) {
    const auto apply = [this](const record::TrialSummary& trial, const std::string& task, std::int64_t columns, std::int64_t seed) {
      record::ApplyRequest request;
      request.trial = run_.folder.trial(trial.id);
      request.task = task;
      request.columns = columns;
      request.seed = seed;
      return models_.apply(std::move(request));
    };
    return report::make_figure(run_, parse_options<FigureOptions>(options), apply);
  }

  /// Writes both formats; returns the path without its ending.
  std::filesystem::path draw_into_folder(const std::string& name, const Value& options) {
    const draw::Drawing drawing = draw(options);
    const auto folder = run_.folder.root / "figures";
    std::filesystem::create_directories(folder);
    for (const char* ending : {".svg", ".png"}) write(drawing, folder / (name + ending));
    return folder / name;
  }

  static void write(const draw::Drawing& drawing, const std::filesystem::path& path) {
    record::write_text_atomically(path, draw::render(drawing, draw::format_of(path)));
  }

 private:
  const record::RunView& run_;
  ModelClient models_;
};

}  // namespace

int run_figure(const FigureArguments& arguments, const host::HostSettings& host_settings, std::ostream& out) {
  const record::RunView run = record::load_run(find_run(arguments.run));
  Artist artist(run, host_settings);
  if (!arguments.output.empty()) draw::format_of(arguments.output);
  const auto names = arguments.figure.empty() ? declared_names(run) : std::vector<std::string>{arguments.figure};
  if (names.empty() || (!arguments.output.empty() && arguments.figure.empty())) {
    throw SpecError(Diagnostic{"figure.unnamed",
                               names.empty() ? "the spec of this run declares no figure" : "one figure goes into a file: name it",
                               {},
                               "name a kind of figure, or one that the spec declares",
                               what_there_is(run)});
  }
  if (arguments.figure.empty() && arguments.options.table().empty()) return draw_declared_figures(run, host_settings, out) ? 0 : 1;
  for (const auto& name : names) {
    Value options = options_of(run, name);
    for (const auto& [key, value] : arguments.options.table()) options[key] = value;
    if (arguments.output.empty()) {
      out << artist.draw_into_folder(name, options).string() << ".svg, .png\n";
    } else {
      Artist::write(artist.draw(options), arguments.output);
      out << arguments.output << '\n';
    }
  }
  return 0;
}

std::vector<report::PageFigure> declared_figures(const record::RunView& run, const host::HostSettings& host_settings) {
  Artist artist(run, host_settings);
  std::vector<report::PageFigure> figures;
  for (const auto& [name, options] : run.manifest.figures.table()) {
    report::PageFigure figure{name, {}, {}, {}};
    try {
      figure.kind = parse_options<FigureOptions>(options).kind;
      figure.image = image_of(artist.draw(options));
    } catch (const Error& error) {
      figure.problem = why_not(error);
    }
    figures.push_back(std::move(figure));
  }
  return figures;
}

bool draw_declared_figures(const record::RunView& run, const host::HostSettings& host_settings, std::ostream& out) {
  Artist artist(run, host_settings);
  bool all = true;
  for (const auto& name : declared_names(run)) {
    try {
      out << "figure: " << artist.draw_into_folder(name, run.manifest.figures.at(name)).string() << ".svg, .png\n";
    } catch (const Error& error) {
      all = false;
      out << fmt::format("figure '{}' is not drawn: {}\n", name, why_not(error));
    }
  }
  return all;
}

}  // namespace assay::app
