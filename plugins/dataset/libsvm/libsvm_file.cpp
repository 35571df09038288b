#include "libsvm_file.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "common/errors.hpp"
#include "common/text_lines.hpp"

namespace libsvm {
namespace {

using datasets::bad_data;
using datasets::TextLines;

constexpr std::int64_t largest_index = 100000000;

struct Entry {
  std::int64_t feature;  // from 0
  double value;
};

struct Sample {
  double label = 0.0;
  std::vector<Entry> entries;
};

/// Cuts the first word off the front; empty at the end.
std::string_view next_word(std::string_view& rest) {
  rest = datasets::trimmed(rest);
  const auto end = rest.find_first_of(" \t");
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(word.size());
  return word;
}

class LineParser {
 public:
  explicit LineParser(std::int64_t first_index) : first_index_(first_index) {}

  /// False for a line without a sample.
  bool parse(std::string_view line, const TextLines& lines, Sample& sample) const {
    std::string_view rest = line.substr(0, line.find('#'));
    const std::string_view label = next_word(rest);
    if (label.empty()) return false;
    const auto number = datasets::to_number(label);
    if (!number) fail(lines, label, label.find(',') == std::string_view::npos ? "is no label" : "lists several labels; one can be read");
    sample.label = *number;
    sample.entries.clear();
    for (std::string_view word = next_word(rest); !word.empty(); word = next_word(rest)) {
      if (sample.entries.empty() && word.substr(0, 4) == "qid:") continue;
      sample.entries.push_back(entry(word, lines));
      const auto size = sample.entries.size();
      if (size > 1 && sample.entries[size - 1].feature <= sample.entries[size - 2].feature)
        fail(lines, word, "does not rise above the index before it");
    }
    return true;
  }

 private:
  [[noreturn]] static void fail(const TextLines& lines, std::string_view word, const char* what) {
    throw bad_data("data.bad-line", fmt::format("'{}' in {} {}", word.substr(0, 40), lines.place(), what),
                   "lines are: label index:value index:value …");
  }

  [[nodiscard]] Entry entry(std::string_view word, const TextLines& lines) const {
    const auto colon = word.find(':');
    if (colon == std::string_view::npos) fail(lines, word, "is not index:value");
    std::int64_t index = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + colon, index);
    if (error != std::errc() || end != word.data() + colon) fail(lines, word, "has an index that is no whole number");
    if (index < first_index_ || index > largest_index) {
      throw bad_data("data.index-out-of-range", fmt::format("index {} in {} is not in {} to {}", index, lines.place(), first_index_, largest_index),
                     index == 0 ? "indices that count from 0 want first_index = 0" : "");
    }
    const auto value = datasets::to_number(word.substr(colon + 1));
    if (!value) fail(lines, word, "has a value that is no number");
    return {index - first_index_, *value};
  }

  std::int64_t first_index_;
};

class LibsvmFile final : public datasets::PartReader {
 public:
  LibsvmFile(std::filesystem::path path, std::int64_t first_index, std::int64_t features) : path_(std::move(path)), parser_(first_index) {
    std::int64_t found = 0;
    for_each_sample([&](const Sample& sample, const TextLines& lines) {
      ++count_;
      if (!sample.entries.empty()) found = std::max(found, sample.entries.back().feature + 1);
      if (features == 0 || found <= features) return true;
      throw bad_data("data.index-out-of-range", fmt::format("{} has a feature beyond the {} of option 'features'", lines.place(), features));
    });
    if (count_ == 0) throw bad_data("data.no-samples", fmt::format("'{}' holds no samples", path_.string()));
    features_ = features == 0 ? std::max<std::int64_t>(found, 1) : features;
  }

  datasets::PartHeader header() const override {
    return {path_.string(), count_, {features_}, datasets::ElementType::float64, path_.string(), count_};
  }

  void read_samples(datasets::SampleSink& sink) override {
    std::vector<double> row(static_cast<std::size_t>(features_));
    for_each_sample([&](const Sample& sample, const TextLines& lines) {
      if (!sample.entries.empty() && sample.entries.back().feature >= features_) {
        throw bad_data("data.corrupted", fmt::format("{} was changed while it was read", lines.place()));
      }
      std::fill(row.begin(), row.end(), 0.0);
      for (const auto& entry : sample.entries) row[static_cast<std::size_t>(entry.feature)] = entry.value;
      sink.put(row.data(), row.size(), static_cast<std::int64_t>(labels_.size()) * features_);
      labels_.push_back(sample.label);
      return static_cast<std::int64_t>(labels_.size()) < sink.samples();
    });
  }

  void read_labels(datasets::LabelSink& sink) override { sink.put(labels_.data(), labels_.size(), 0); }

 private:
  /// Until `visit` says no.
  template <class Visit>
  void for_each_sample(const Visit& visit) const {
    TextLines lines(path_);
    Sample sample;
    while (const auto line = lines.next()) {
      if (parser_.parse(*line, lines, sample) && !visit(sample, lines)) return;
    }
  }

  std::filesystem::path path_;
  LineParser parser_;
  std::int64_t count_ = 0;
  std::int64_t features_ = 0;
  std::vector<double> labels_;
};

}  // namespace

std::unique_ptr<datasets::PartReader> open_libsvm(const std::filesystem::path& path, std::int64_t first_index, std::int64_t features) {
  return std::make_unique<LibsvmFile>(path, first_index, features);
}

}  // namespace libsvm
