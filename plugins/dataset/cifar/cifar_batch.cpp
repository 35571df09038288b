#include "cifar_batch.hpp"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "common/errors.hpp"
#include "common/file_bytes.hpp"

namespace cifar {
namespace {

using datasets::FileBytes;

constexpr std::int64_t pixels = std::int64_t{3} * 32 * 32;

/// Size of a file once it is inflated.
std::int64_t inflated_size(const std::filesystem::path& path) {
  FileBytes bytes(path);
  if (bytes.size_is_exact()) return static_cast<std::int64_t>(bytes.size());
  std::vector<unsigned char> buffer(1 << 16);
  std::int64_t total = 0;
  while (const std::size_t done = bytes.read_some(buffer.data(), buffer.size())) total += static_cast<std::int64_t>(done);
  return total;
}

class Batch final : public datasets::PartReader {
 public:
  Batch(std::filesystem::path path, std::int64_t label_bytes) : path_(std::move(path)), label_bytes_(label_bytes) {
    const std::int64_t size = inflated_size(path_);
    count_ = size / record_bytes();
    if (count_ > 0 && size % record_bytes() == 0) return;
    throw datasets::bad_data("data.truncated",
                             fmt::format("'{}' has {} bytes, which are no whole records of {}", path_.string(), size, record_bytes()),
                             "the copy is incomplete, or no binary batch of CIFAR");
  }

  datasets::PartHeader header() const override { return {path_.string(), count_, {3, 32, 32}, datasets::ElementType::uint8, path_.string(), count_}; }

  void read_samples(datasets::SampleSink& sink) override {
    FileBytes bytes(path_);
    std::vector<unsigned char> record(static_cast<std::size_t>(record_bytes()));
    for (std::int64_t i = 0; i < sink.samples(); ++i) {
      bytes.read(record.data(), record.size(), "records");
      labels_.push_back(record[static_cast<std::size_t>(label_bytes_ - 1)]);
      sink.put_bytes(record.data() + label_bytes_, static_cast<std::size_t>(pixels), i * pixels);
    }
  }

  void read_labels(datasets::LabelSink& sink) override {
    for (std::size_t i = 0; i < labels_.size(); ++i) sink.put(labels_[i], static_cast<std::int64_t>(i));
  }

 private:
  [[nodiscard]] std::int64_t record_bytes() const { return label_bytes_ + pixels; }

  std::filesystem::path path_;
  std::int64_t label_bytes_;
  std::int64_t count_ = 0;
  std::vector<unsigned char> labels_;
};

}  // namespace

std::unique_ptr<datasets::PartReader> open_batch(const std::filesystem::path& path, std::int64_t label_bytes) {
  return std::make_unique<Batch>(path, label_bytes);
}

}  // namespace cifar
