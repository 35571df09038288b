#include "report/page/trial_section.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/clock.hpp"
#include "record/toml_writer.hpp"
#include "report/axes.hpp"
#include "report/metric_names.hpp"
#include "report/page/facts.hpp"
#include "report/page/html.hpp"
#include "report/page/sheet_html.hpp"

namespace assay::report {
namespace {

constexpr std::size_t most_events = 100;
constexpr std::size_t most_brief_metrics = 3;
constexpr std::size_t longest_error = 20000;  // bytes
constexpr double mebibyte = 1024.0 * 1024.0;

/// A plain table without sorting; the first cell of a line says what it is.
std::string plain_table(const std::string& caption, const std::vector<std::string>& heading, const std::vector<std::vector<std::string>>& lines) {
  if (lines.empty()) return {};
  std::string html = fmt::format(
      R"(<div class="scroll" tabindex="0" role="group" aria-label="{0}"><table class="plain"><caption>{0}</caption><thead><tr>)", html_text(caption));
  for (const auto& name : heading) html += "<th scope=\"col\">" + html_text(name) + "</th>";
  html += "</tr></thead><tbody>";
  for (const auto& line : lines) {
    html += "<tr><th scope=\"row\">" + html_text(line.front()) + "</th>";
    for (std::size_t i = 1; i < line.size(); ++i) html += "<td>" + html_text(line[i]) + "</td>";
    html += "</tr>";
  }
  return html + "</tbody></table></div>\n";
}

std::string preformatted(const std::string& text) { return "<pre tabindex=\"0\">" + html_text(text) + "</pre>\n"; }

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

std::string clipped(const std::string& text) {
  return text.size() <= longest_error ? text : text.substr(0, longest_error) + fmt::format("\n({} bytes more)", text.size() - longest_error);
}

std::string spec_html(const record::TrialRecord& record) { return preformatted(record::to_toml(record.resolved)); }

std::string environment_html(const record::TrialRecord& record) {
  Facts facts;
  facts.add_text("assay", record.git.empty() ? record.assay_version : fmt::format("{}, commit {}", record.assay_version, record.git));
  facts.add_text("host", record.host);
  if (!record.command.empty()) facts.add("command", "<code>" + html_text(record.command) + "</code>");
  for (const auto& [name, text] : record.build) facts.add(name, name == "stamp" ? preformatted(text) : html_text(text));
  std::vector<std::vector<std::string>> plugins;
  for (const auto& one : record.plugins) plugins.push_back({one.kind + "." + one.name, one.version, one.library, one.sha256});
  std::vector<std::vector<std::string>> files;
  for (const auto& one : record.data_files) files.push_back({one.path, fmt::format("{}", one.bytes), one.sha256});
  return facts.html() + plain_table("Plugins", {"plugin", "version", "library", "SHA-256"}, plugins) +
         plain_table("Data files", {"file", "bytes", "SHA-256"}, files);
}

std::string error_html(const PageTrial& trial) {
  if (trial.summary.status != "failed") return {};
  std::string where;
  if (trial.record && trial.record->failure) {
    const auto& failure = *trial.record->failure;
    if (!failure.component.empty()) where += fmt::format(" in {}", failure.component);
    if (failure.epoch > 0) where += fmt::format(", epoch {}", failure.epoch);
  }
  return fmt::format("<div class=\"error\"><p>Failed{}: <code>[{}]</code></p>\n{}</div>\n", html_text(where), html_text(trial.summary.error_code),
                     preformatted(clipped(trial.summary.error_text)));
}

void add_course(const record::TrialRecord& record, Facts& facts) {
  facts.add("begun", time_html(record.started_utc));
  facts.add("ended", time_html(record.finished_utc));
  facts.add("took", fmt::format("{}{}", duration_text(record.wall_s), record.resumes > 0 ? fmt::format(", resumed {} ×", record.resumes) : ""));
  facts.add("peak memory", fmt::format("{:.0f} MiB", static_cast<double>(record.peak_memory_bytes) / mebibyte));
  if (record.samples_trained > 0) facts.add("trained on", fmt::format("{} samples", record.samples_trained));
  if (record.samples_labeled > 0) facts.add("told the class of", fmt::format("{} samples", record.samples_labeled));
  if (record.uses_label_information) facts.add("labels", "an option was taken from the labels (\"from_dataset\")");
  for (const auto& stage : record.stages) {
    facts.add_text("stage " + stage.name, fmt::format("{}, {} ({})", stage.method, duration_text(stage.wall_s), stage.id));
  }
}

std::string metric_list(const record::TrialSummary& trial) {
  Facts facts;
  for (const auto& [metric, value] : trial.final_metrics) facts.add(metric_heading(metric), html_text(metric_text(metric, value)));
  const std::string html = facts.html();
  return html.empty() ? html : "<h4>Final metrics</h4>\n" + html;
}

std::string event_table(const std::vector<record::EventRow>& events) {
  std::vector<std::vector<std::string>> lines;
  for (std::size_t i = 0; i < std::min(events.size(), most_events); ++i)
    lines.push_back({events[i].utc, events[i].level, events[i].code, events[i].text});
  const std::string more = events.size() > most_events ? fmt::format("<p>and {} more</p>\n", events.size() - most_events) : "";
  return plain_table("Events", {"time", "level", "code", "what"}, lines) + more;
}

/// What stands beside the name of a trial: its first metrics, its error, or how far it is.
std::string brief_text(const PageTrial& trial, const std::vector<std::string>& metrics) {
  if (trial.summary.status == "failed") return fmt::format("{} [{}]", first_line(trial.summary.error_text), trial.summary.error_code);
  if (trial.so_far) {
    const auto epoch = last_epoch(*trial.so_far);
    return epoch ? fmt::format("epoch {}", *epoch) : "begun";
  }
  std::string text;
  for (std::size_t i = 0; i < std::min(metrics.size(), most_brief_metrics); ++i) {
    const auto found = trial.summary.final_metrics.find(metrics[i]);
    if (found == trial.summary.final_metrics.end()) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : " · ", metric_heading(metrics[i]), metric_text(metrics[i], found->second));
  }
  return text;
}

Sheet::Line trial_line(const std::vector<std::string>& axes, const std::vector<std::string>& metrics, const PageTrial& trial) {
  Sheet::Line line = axis_texts(trial.summary, axes);
  for (auto& text : line) text = text.empty() ? "-" : text;
  line.insert(line.begin(), trial.summary.id);
  line.push_back(trial.state());
  for (const auto& metric : metrics) {
    const auto found = trial.summary.final_metrics.find(metric);
    line.push_back(found == trial.summary.final_metrics.end() ? "-" : metric_text(metric, found->second));
  }
  line.push_back(trial.summary.file_bytes > 0 ? fmt::format("{:.4g}", trial.summary.wall_s) : "-");
  return line;
}

}  // namespace

std::string trial_table(const record::RunView& run, const std::vector<PageTrial>& trials) {
  const auto axes = axes_of(run.manifest);
  const auto metrics = measured_metrics(run);
  Sheet sheet;
  sheet.title = "Every trial with its final metrics";
  sheet.heading = axes;
  sheet.heading.insert(sheet.heading.begin(), "trial");
  sheet.heading.emplace_back("status");
  sheet.labels = sheet.heading.size();
  for (const auto& metric : metrics) sheet.heading.push_back(metric_heading(metric));
  sheet.heading.emplace_back("time (s)");
  std::vector<LineMarkup> markup;
  for (const auto& trial : trials) {
    sheet.lines.push_back(trial_line(axes, metrics, trial));
    markup.push_back({trial.anchor(), trial.state()});
  }
  return sheet_html(sheet, "trial-table", markup);
}

std::string failure_table(const std::vector<PageTrial>& trials) {
  Sheet sheet;
  sheet.title = "Failed trials, which count in no mean";
  sheet.heading = {"trial", "id", "code", "error"};
  sheet.labels = sheet.heading.size();
  std::vector<LineMarkup> markup;
  for (const auto& trial : trials) {
    if (trial.summary.status != "failed") continue;
    sheet.lines.push_back({trial.name, trial.summary.id, trial.summary.error_code, first_line(trial.summary.error_text)});
    markup.push_back({trial.anchor(), "failed"});
  }
  return markup.empty() ? std::string() : sheet_html(sheet, "failure-table", markup);
}

std::string trial_section(const PageTrial& trial, const std::vector<std::string>& metrics, SharedBlocks& specs, SharedBlocks& environments) {
  Facts facts;
  facts.add("trial", "<code>" + html_text(trial.summary.id) + "</code>");
  if (trial.record) {
    add_course(*trial.record, facts);
    facts.add("spec", specs.link(spec_html(*trial.record), trial.name));
    facts.add("environment", environments.link(environment_html(*trial.record), trial.name));
  }
  std::string html = fmt::format(
      "<details class=\"trial\" id=\"{}\"><summary><h3>{}</h3> <span class=\"badge {}\">{}</span> <span class=\"brief\">{}</span></summary>\n",
      html_text(trial.anchor()), html_text(trial.name), trial.state(), trial.state(), html_text(brief_text(trial, metrics)));
  html += error_html(trial) + facts.html() + metric_list(trial.summary);
  if (const auto& told = trial.record ? trial.record : trial.so_far) html += event_table(told->events);
  return html + "</details>\n";
}

}  // namespace assay::report
