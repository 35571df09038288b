#include "csv_file.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "common/errors.hpp"
#include "common/text_lines.hpp"
#include "csv_line.hpp"

namespace csv {
namespace {

using datasets::bad_data;
using datasets::TextLines;
using Cells = std::vector<std::string>;

bool is_number(const std::string& cell) { return datasets::to_number(cell).has_value(); }

class CsvFile final : public datasets::PartReader {
 public:
  CsvFile(std::filesystem::path path, Format format) : path_(std::move(path)), format_(std::move(format)) {
    for_each_row([&](const Cells& cells, const TextLines& /*lines*/) {
      if (count_ == 0) find_label_column(cells.size());
      ++count_;
      return true;
    });
    if (count_ == 0) throw bad_data("data.no-samples", fmt::format("'{}' holds no samples", path_.string()));
    if (features() == 0) throw bad_data("data.wrong-columns", fmt::format("'{}' has no column but the labels", path_.string()));
  }

  datasets::PartHeader header() const override {
    return {path_.string(), count_, {features()}, datasets::ElementType::float64, label_column_ ? path_.string() : "", count_};
  }

  void read_samples(datasets::SampleSink& sink) override {
    std::vector<double> row;
    std::int64_t sample = 0;
    for_each_row([&](const Cells& cells, const TextLines& lines) {
      row.clear();
      for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i == label_column_) {
          labels_.push_back(label(cells[i], lines));
        } else {
          row.push_back(number(cells[i], i, lines));
        }
      }
      sink.put(row.data(), row.size(), sample * features());
      return ++sample < sink.samples();
    });
  }

  void read_labels(datasets::LabelSink& sink) override { sink.put(labels_.data(), labels_.size(), 0); }

 private:
  [[nodiscard]] std::int64_t features() const { return static_cast<std::int64_t>(columns_) - (label_column_ ? 1 : 0); }

  /// Until `visit` says no. All rows have one length, that of the header where there is one.
  template <class Visit>
  void for_each_row(const Visit& visit) {
    TextLines lines(path_);
    Cells cells;
    columns_ = 0;
    while (const auto line = lines.next()) {
      if (datasets::trimmed(*line).empty()) continue;
      if (!split_line(*line, format_.separator, cells)) {
        throw bad_data("data.bad-line", fmt::format("{} has a quote that does not close", lines.place()));
      }
      const bool is_first = columns_ == 0;
      if (is_first) columns_ = cells.size();
      if (cells.size() != columns_) {
        throw bad_data("data.wrong-columns", fmt::format("{} has {} columns, the first one {}", lines.place(), cells.size(), columns_),
                       "is the separator right?");
      }
      if (is_first && format_.header) {
        take_header(cells, lines);
      } else if (!visit(cells, lines)) {
        return;
      }
    }
  }

  void take_header(const Cells& cells, const TextLines& lines) {
    names_ = cells;
    if (!std::all_of(cells.begin(), cells.end(), is_number)) return;
    throw bad_data("data.bad-line", fmt::format("{} should name the columns, but holds numbers", lines.place()),
                   "for a table without names set header = false");
  }

  void find_label_column(std::size_t columns) {
    const std::string& wanted = format_.label_column;
    if (wanted == "none") return;
    const auto named = std::find(names_.begin(), names_.end(), wanted);
    std::size_t index = columns;
    if (named != names_.end()) {
      index = static_cast<std::size_t>(named - names_.begin());
    } else if (wanted == "first") {
      index = 0;
    } else if (wanted == "last") {
      index = columns - 1;
    } else if (std::from_chars(wanted.data(), wanted.data() + wanted.size(), index).ptr != wanted.data() + wanted.size()) {
      index = columns;
    }
    if (index >= columns) {
      throw bad_data(
          "data.missing-array", fmt::format("'{}' has no column '{}'", path_.string(), wanted),
          names_.empty() ? fmt::format("it has {} columns, numbered from 0", columns) : fmt::format("columns are: {}", fmt::join(names_, ", ")));
    }
    label_column_ = index;
  }

  [[nodiscard]] std::string column_text(std::size_t column) const {
    return column < names_.size() ? fmt::format("column '{}'", names_[column]) : fmt::format("column {}", column);
  }

  [[nodiscard]] double number(const std::string& cell, std::size_t column, const TextLines& lines) const {
    const auto value = datasets::to_number(cell);
    if (value) return *value;
    const std::string what = cell.empty() ? "a value is missing" : fmt::format("'{}' is no number", cell.substr(0, 40));
    throw bad_data("data.bad-line", fmt::format("{} in {}, {}", what, lines.place(), column_text(column)));
  }

  [[nodiscard]] double label(const std::string& cell, const TextLines& lines) const {
    if (format_.class_names.empty()) return number(cell, *label_column_, lines);
    const auto found = std::find(format_.class_names.begin(), format_.class_names.end(), cell);
    if (found != format_.class_names.end()) return static_cast<double>(found - format_.class_names.begin());
    throw bad_data("data.label-out-of-range", fmt::format("the label '{}' in {} is no class", cell.substr(0, 40), lines.place()),
                   fmt::format("classes are: {}", fmt::join(format_.class_names, ", ")));
  }

  std::filesystem::path path_;
  Format format_;
  Cells names_;
  std::size_t columns_ = 0;
  std::optional<std::size_t> label_column_;
  std::int64_t count_ = 0;
  std::vector<double> labels_;
};

}  // namespace

std::unique_ptr<datasets::PartReader> open_csv(const std::filesystem::path& path, const Format& format) {
  return std::make_unique<CsvFile>(path, format);
}

}  // namespace csv
