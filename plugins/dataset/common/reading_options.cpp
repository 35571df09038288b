#include "reading_options.hpp"

#include <set>
#include <utility>

#include <fmt/format.h>

#include "errors.hpp"

namespace datasets {

std::vector<PartNames> parts_of(const FileOptions& files, const std::string& split, const std::string& dataset) {
  const bool has_test = !files.test_samples.empty();
  if (files.train_samples.empty()) throw inconsistent(fmt::format("dataset '{}' has an empty 'train_samples'", dataset));
  if (split == "test" && !has_test) {
    throw inconsistent(fmt::format("dataset '{}' has split 'test' but no 'test_samples'", dataset), "name the test samples");
  }
  if (!has_test && !files.test_labels.empty()) {
    throw inconsistent(fmt::format("dataset '{}' has 'test_labels' but no 'test_samples'", dataset));
  }
  if (split == "all" && has_test && files.train_labels.empty() != files.test_labels.empty()) {
    throw inconsistent(fmt::format("dataset '{}' has labels for one part only", dataset), "name the labels of both parts, or of neither");
  }
  std::vector<PartNames> parts;
  if (split != "test") parts.push_back({files.train_samples, files.train_labels, false});
  if (split != "train" && has_test) parts.push_back({files.test_samples, files.test_labels, true});
  return parts;
}

std::vector<PartNames> parts_of(const LabelledFileOptions& files, const std::string& split, const std::string& dataset) {
  FileOptions same;
  same.train_samples = files.train_samples;
  same.test_samples = files.test_samples;
  return parts_of(same, split, dataset);
}

void apply(const ReadingOptions& options, const std::string& dataset, ReadingSettings& settings) {
  if (!options.range.empty()) {
    if (options.range.size() != 2 || !(options.range[0] < options.range[1])) {
      throw inconsistent(fmt::format("dataset '{}' wants 'range' to be two numbers, the lower first", dataset), "for example range = [0, 255]");
    }
    settings.range = Range{options.range[0], options.range[1]};
  }
  settings.limit = options.limit;
  settings.scale = options.scale;
  settings.memory_limit = options.memory_limit;
}

void apply(const LabelOptions& options, const std::string& dataset, ReadingSettings& settings) {
  settings.labels = {options.classes, options.first_label, options.label_values};
  if (options.label_values.empty()) return;
  if (std::set<std::int64_t>(options.label_values.begin(), options.label_values.end()).size() != options.label_values.size()) {
    throw inconsistent(fmt::format("dataset '{}' lists a label twice in 'label_values'", dataset));
  }
  settings.labels.classes = static_cast<std::int64_t>(options.label_values.size());
}

void apply(const ShapeOptions& options, const std::string& dataset, ReadingSettings& settings) {
  if (!options.shape.empty() && options.shape.size() != 3) {
    throw inconsistent(fmt::format("dataset '{}' wants 'shape' to be channels, height and width", dataset), "for example shape = [1, 16, 16]");
  }
  settings.shape = options.shape;
}

std::string published_in(const std::string& folder, const std::string& name) { return folder == name ? name : std::string(); }

std::string in_folder(const std::string& folder, const std::string& name) { return folder.empty() || name.empty() ? name : folder + "/" + name; }

}  // namespace datasets
