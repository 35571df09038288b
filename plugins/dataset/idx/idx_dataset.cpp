#include "idx_dataset.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include <fmt/format.h>

#include "data_files.hpp"

namespace idx {
namespace {

assay::DataError bad_data(const char* code, std::string message, std::string help) {
  return assay::DataError({code, std::move(message), {}, std::move(help), {}});
}

/// The sizes of one sample; images are {channels, height, width}.
std::vector<std::int64_t> sample_shape(const IdxHeader& header) {
  std::vector<std::int64_t> shape(header.sizes.begin() + 1, header.sizes.end());
  if (shape.size() == 2) shape.insert(shape.begin(), 1);
  return shape;
}

void require_images(const IdxFile& file) {
  if (file.header().sizes.size() > 1) return;
  throw bad_data("data.wrong-dimensions", fmt::format("'{}' holds single numbers ({}), not images", file.path().string(), file.header().text()),
                 "are the names of images and labels swapped?");
}

void require_labels(const IdxFile& file) {
  if (file.header().sizes.size() != 1) {
    throw bad_data("data.wrong-dimensions", fmt::format("'{}' holds {}, not one label per sample", file.path().string(), file.header().text()),
                   "are the names of images and labels swapped?");
  }
  if (is_integer(file.header().type)) return;
  throw bad_data("data.wrong-element-type",
                 fmt::format("'{}' holds labels of type {}; labels are whole numbers", file.path().string(), name_of(file.header().type)), {});
}

}  // namespace

struct IdxDataset::OpenPart {
  std::unique_ptr<IdxFile> images;
  std::unique_ptr<IdxFile> labels;  // null without labels
  bool test = false;
};

IdxDataset::IdxDataset(IdxSettings settings, const assay::BuildContext& context) : settings_(std::move(settings)), roots_(context.data_roots()) {}

std::vector<std::filesystem::path> IdxDataset::files() const {
  std::vector<std::filesystem::path> paths;
  for (const auto& part : settings_.parts) {
    paths.push_back(find_data_file(part.images, roots_));
    if (!part.labels.empty()) paths.push_back(find_data_file(part.labels, roots_));
  }
  return paths;
}

std::vector<IdxDataset::OpenPart> IdxDataset::open_parts() const {
  std::vector<OpenPart> parts;
  for (const auto& names : settings_.parts) {
    OpenPart part;
    part.test = names.test;
    part.images = std::make_unique<IdxFile>(find_data_file(names.images, roots_));
    require_images(*part.images);
    if (!names.labels.empty()) {
      part.labels = std::make_unique<IdxFile>(find_data_file(names.labels, roots_));
      require_labels(*part.labels);
      if (part.labels->header().count() != part.images->header().count()) {
        throw bad_data("data.count-mismatch",
                       fmt::format("'{}' holds {} images, but '{}' holds {} labels", part.images->path().string(), part.images->header().count(),
                                   part.labels->path().string(), part.labels->header().count()),
                       "the two files do not belong together");
      }
    }
    parts.push_back(std::move(part));
  }
  check_alike(parts);
  return parts;
}

void IdxDataset::check_alike(const std::vector<OpenPart>& parts) const {
  const IdxFile& first = *parts.front().images;
  for (const auto& part : parts) {
    if (sample_shape(part.images->header()) == sample_shape(first.header()) && part.images->header().type == first.header().type) continue;
    throw bad_data("data.shape-mismatch",
                   fmt::format("'{}' holds {}, but '{}' holds {}", first.path().string(), first.header().text(), part.images->path().string(),
                               part.images->header().text()),
                   "training and test images must have one size and one element type");
  }
  const double mebibytes = static_cast<double>(count_of(parts)) * static_cast<double>(first.header().values_per_sample()) * sizeof(float) / 1048576.0;
  if (mebibytes <= static_cast<double>(settings_.memory_limit)) return;
  throw bad_data("data.too-large",
                 fmt::format("'{}' announces {}; {} samples would take {:.0f} MiB of memory, more than the limit of {}", first.path().string(),
                             first.header().text(), count_of(parts), mebibytes, settings_.memory_limit),
                 "read fewer samples with 'limit'");
}

std::int64_t IdxDataset::count_of(const std::vector<OpenPart>& parts) const {
  std::int64_t count = 0;
  for (const auto& part : parts) count += part.images->header().count();
  return settings_.limit > 0 ? std::min(count, settings_.limit) : count;
}

Scaling IdxDataset::scaling_for(const IdxFile& images) const {
  const auto type = images.header().type;
  // Stored values of no scale are bounded only by what is certain: the type of a byte, or the user's word.
  const bool assume_natural = settings_.scale != "none" || type == ElementType::uint8 || type == ElementType::int8;
  const auto range = settings_.range || !assume_natural ? settings_.range : natural_range(type);
  if (!range && settings_.scale != "none") {
    throw bad_data("data.unknown-range",
                   fmt::format("'{}' holds {} values, whose range is not known, so they cannot be scaled to '{}'", images.path().string(),
                               name_of(type), settings_.scale),
                   "give range = [lowest, highest] of the stored values, or scale = \"none\"");
  }
  return {settings_.scale, range};
}

assay::DatasetInfo IdxDataset::info() const {
  const auto parts = open_parts();
  const auto scaled = scaling_for(*parts.front().images).scaled_range().value_or(Range{0.0, 0.0});
  assay::DatasetInfo info;
  info.shape = sample_shape(parts.front().images->header());
  info.count = count_of(parts);
  info.lowest = scaled.first;
  info.highest = scaled.second;
  if (parts.front().labels) {
    info.classes = settings_.classes;
    info.class_names = settings_.class_names;
  }
  return info;
}

assay::DatasetContents IdxDataset::load() const {
  auto parts = open_parts();
  const std::int64_t count = count_of(parts);
  const std::int64_t width = parts.front().images->header().values_per_sample();
  assay::DatasetContents contents;
  contents.x = torch::empty({count, width}, torch::kFloat32);
  contents.split = torch::zeros({count}, torch::kUInt8);
  if (parts.front().labels) contents.labels = torch::empty({count}, torch::kInt64);
  std::int64_t done = 0;
  for (auto& part : parts) {
    const std::int64_t samples = std::min(part.images->header().count(), count - done);
    if (samples == 0) break;
    read_images(*part.images, contents.x.data_ptr<float>() + done * width, samples);
    if (part.labels) read_labels(*part.labels, contents.labels.data_ptr<std::int64_t>() + done, samples);
    contents.split.narrow(0, done, samples).fill_(part.test ? 1 : 0);
    done += samples;
  }
  return contents;
}

void IdxDataset::read_images(IdxFile& images, float* out, std::int64_t samples) const {
  const Scaling scaling = scaling_for(images);
  const std::int64_t width = images.header().values_per_sample();
  const std::int64_t wanted = samples * width;
  const auto refuse = [&](double value, std::int64_t index) {
    const std::string where = fmt::format("in sample {} of '{}'", index / width, images.path().string());
    if (!std::isfinite(value)) throw bad_data("data.not-finite", fmt::format("there is a value {} {}", value, where), "repair or drop that sample");
    throw bad_data("data.value-out-of-range",
                   fmt::format("there is a value {:g} {}, outside the range {:g} to {:g} of stored values", value, where, scaling.range()->first,
                               scaling.range()->second),
                   "give the right range = [lowest, highest] of the stored values");
  };
  if (images.header().type == ElementType::uint8) {
    std::array<float, 256> table{};
    for (std::size_t value = 0; value < table.size(); ++value) table[value] = static_cast<float>(scaling(static_cast<double>(value)));
    images.read_bytes([&](const std::uint8_t* values, std::size_t size, std::int64_t first) {
      const auto end = std::min<std::int64_t>(static_cast<std::int64_t>(size), wanted - first);
      for (std::int64_t i = 0; i < end; ++i) {
        if (!scaling.accepts(values[i])) refuse(values[i], first + i);
        out[first + i] = table[values[i]];
      }
    });
    return;
  }
  images.read([&](const double* values, std::size_t size, std::int64_t first) {
    const auto end = std::min<std::int64_t>(static_cast<std::int64_t>(size), wanted - first);
    for (std::int64_t i = 0; i < end; ++i) {
      if (!scaling.accepts(values[i])) refuse(values[i], first + i);
      out[first + i] = static_cast<float>(scaling(values[i]));
    }
  });
}

void IdxDataset::read_labels(IdxFile& labels, std::int64_t* out, std::int64_t samples) const {
  labels.read([&](const double* values, std::size_t size, std::int64_t first) {
    const auto end = std::min<std::int64_t>(static_cast<std::int64_t>(size), samples - first);
    for (std::int64_t i = 0; i < end; ++i) {
      const auto label = static_cast<std::int64_t>(values[i]);
      if (label < 0 || label >= settings_.classes) {
        throw bad_data(
            "data.label-out-of-range",
            fmt::format("label {} of sample {} in '{}' is not in 0 to {}", label, first + i, labels.path().string(), settings_.classes - 1),
            "set 'classes' to the number of classes, or repair the file");
      }
      out[first + i] = label;
    }
  });
}

}  // namespace idx
