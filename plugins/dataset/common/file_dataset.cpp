#include "file_dataset.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "byte_stream.hpp"
#include "data_files.hpp"
#include "errors.hpp"

namespace datasets {
namespace {

std::string describe(const PartHeader& header) { return fmt::format("{} x {} of {}", header.count, text_of(header.shape), name_of(header.type)); }

}  // namespace

struct FileDataset::Part {
  std::unique_ptr<PartReader> reader;
  PartHeader header;
  bool test = false;
};

PartReader::~PartReader() = default;
FileDataset::FileDataset(ReadingSettings settings, const assay::BuildContext& context)
    : settings_(std::move(settings)), roots_(context.data_roots()) {}
FileDataset::~FileDataset() = default;

std::filesystem::path FileDataset::find(const std::string& name) const { return find_data_file(name, roots_, settings_.published); }

std::vector<std::filesystem::path> FileDataset::files_of(const PartNames& names) const {
  std::vector<std::filesystem::path> paths{find(names.samples)};
  if (!names.labels.empty()) paths.push_back(find(names.labels));
  return paths;
}

std::vector<std::filesystem::path> FileDataset::files() const {
  std::vector<std::filesystem::path> paths;
  std::set<std::filesystem::path> seen;
  for (const auto& part : settings_.parts) {
    for (auto& path : files_of(part)) {
      if (seen.insert(path).second) paths.push_back(std::move(path));
    }
  }
  return paths;
}

std::vector<FileDataset::Part> FileDataset::open_parts() const {
  std::vector<Part> parts;
  for (const auto& names : settings_.parts) {
    Part part;
    part.reader = open(names);
    part.header = part.reader->header();
    part.test = names.test;
    check_labels(part.header);
    parts.push_back(std::move(part));
  }
  check_alike(parts);
  return parts;
}

void FileDataset::check_labels(const PartHeader& header) {
  if (header.labels_file.empty() || header.label_count == header.count) return;
  throw bad_data("data.count-mismatch",
                 fmt::format("'{}' holds {} samples, but '{}' holds {} labels", header.file, header.count, header.labels_file, header.label_count),
                 "the two do not belong together");
}

void FileDataset::check_alike(const std::vector<Part>& parts) const {
  const PartHeader& first = parts.front().header;
  for (const auto& part : parts) {
    if (part.header.shape == first.shape && part.header.type == first.type) continue;
    throw bad_data("data.shape-mismatch",
                   fmt::format("'{}' holds {}, but '{}' holds {}", first.file, describe(first), part.header.file, describe(part.header)),
                   "all samples must have one size and one element type");
  }
  const std::int64_t count = count_of(parts);
  check_memory(static_cast<double>(count) * static_cast<double>(capped_product(first.shape)) * sizeof(float),
               fmt::format("'{}' announces {}; {} samples", first.file, describe(first), count));
  static_cast<void>(shape_of(first));
}

void FileDataset::check_memory(double bytes, const std::string& text) const {
  const double mebibytes = bytes / 1048576.0;
  if (mebibytes <= static_cast<double>(settings_.memory_limit)) return;
  throw bad_data("data.too-large",
                 fmt::format("{} would take {:.0f} MiB of memory, more than the limit of {}", text, mebibytes, settings_.memory_limit),
                 "read fewer samples with 'limit', or raise 'memory_limit'");
}

std::int64_t FileDataset::count_of(const std::vector<Part>& parts) const {
  std::int64_t count = 0;
  for (const auto& part : parts) count += part.header.count;
  return settings_.limit > 0 ? std::min(count, settings_.limit) : count;
}

std::int64_t FileDataset::test_count_of(const std::vector<Part>& parts) const {
  std::int64_t left = count_of(parts);
  std::int64_t test = 0;
  for (const auto& part : parts) {
    const std::int64_t samples = std::min(part.header.count, left);
    if (part.test) test += samples;
    left -= samples;
  }
  return test;
}

std::vector<std::int64_t> FileDataset::shape_of(const PartHeader& header) const {
  if (settings_.shape.empty()) return header.shape;
  if (capped_product(settings_.shape) == capped_product(header.shape)) return settings_.shape;
  throw bad_data("data.shape-mismatch",
                 fmt::format("samples of '{}' are {}, which cannot be shaped to {}", header.file, text_of(header.shape), text_of(settings_.shape)));
}

LabelMap FileDataset::label_map() const {
  LabelMap map = settings_.labels;
  const auto names = class_names();
  if (!names.empty()) map.classes = static_cast<std::int64_t>(names.size());
  return map;
}

assay::DatasetInfo FileDataset::info() const {
  const auto parts = open_parts();
  const PartHeader& header = parts.front().header;
  const auto scaled = scaling_for(header.type, settings_.scale, settings_.range, header.file).scaled_range().value_or(Range{0.0, 0.0});
  assay::DatasetInfo info;
  info.shape = shape_of(header);
  info.count = count_of(parts);
  info.test_count = test_count_of(parts);
  info.lowest = scaled.first;
  info.highest = scaled.second;
  if (!header.labels_file.empty()) {
    info.classes = label_map().classes;
    info.class_names = class_names();
  }
  return info;
}

assay::DatasetContents FileDataset::load() const {
  auto parts = open_parts();
  const std::int64_t count = count_of(parts);
  const PartHeader& first = parts.front().header;
  const std::int64_t width = capped_product(first.shape);
  const Scaling scaling = scaling_for(first.type, settings_.scale, settings_.range, first.file);
  assay::DatasetContents contents;
  contents.x = torch::empty({count, width}, torch::kFloat32);
  contents.split = torch::zeros({count}, torch::kUInt8);
  if (!first.labels_file.empty()) contents.labels = torch::empty({count}, torch::kInt64);
  std::int64_t done = 0;
  for (auto& part : parts) {
    const std::int64_t samples = std::min(part.header.count, count - done);
    if (samples == 0) break;
    SampleSink values(contents.x.data_ptr<float>() + done * width, samples, width, scaling, part.header.file);
    part.reader->read_samples(values);
    if (contents.labels.defined()) {
      LabelSink labels(contents.labels.data_ptr<std::int64_t>() + done, samples, label_map(), part.header.labels_file);
      part.reader->read_labels(labels);
    }
    contents.split.narrow(0, done, samples).fill_(part.test ? 1 : 0);
    done += samples;
  }
  check_norms(contents.x);
  return contents;
}

void FileDataset::check_norms(const assay::Tensor& x) const {
  if (!settings_.row_norm) return;
  const auto norms = x.norm(2, 1, false, torch::kFloat64);
  const auto zero = norms == 0;
  const auto wrong = ((norms - *settings_.row_norm).abs() > 1e-3).logical_and(zero.logical_not()).nonzero();
  if (wrong.numel() > 0) {
    const auto sample = wrong[0].item<std::int64_t>();
    throw bad_data("data.wrong-norm",
                   fmt::format("sample {} of '{}' has norm {:.4f} instead of {:.4f}; {} samples are off", sample, settings_.parts.front().samples,
                               norms[sample].item<double>(), *settings_.row_norm, wrong.numel()),
                   "the file was prepared in another way");
  }
  const auto empty = zero.nonzero();
  if (empty.numel() == 0 || settings_.zero_rows) return;
  throw bad_data("data.zero-rows",
                 fmt::format("{} samples of '{}' are zero, the first is sample {}", empty.numel(), settings_.parts.front().samples,
                             empty[0].item<std::int64_t>()),
                 "allow them with zero_rows = true");
}

}  // namespace datasets
