#pragma once

#include <optional>
#include <string>
#include <vector>

#include <assay/plugin.hpp>

#include "idx_file.hpp"
#include "scaling.hpp"

namespace idx {

/// The two files of one part; `labels` is empty when there are none.
struct PartNames {
  std::string images;
  std::string labels;
  bool test = false;
};

/// Everything that tells one IDX data set from another.
struct IdxSettings {
  std::vector<PartNames> parts;  ///< in stored order, at least one; all with labels or all without
  std::int64_t limit = 0;        ///< keep this many samples from the first on; 0: all
  std::string scale = "unit";    ///< see Scaling
  std::optional<Range> range;    ///< of the stored values; nothing: natural to the element type
  std::int64_t classes = 10;     ///< labels are 0 … classes−1
  std::vector<std::string> class_names;
  std::int64_t memory_limit = 4096;  ///< MiB that the samples may take as float32
};

/// Images and labels in IDX files, as MNIST is published. The files are looked for when information or data are asked for, not before.
class IdxDataset : public assay::Dataset {
 public:
  IdxDataset(IdxSettings settings, const assay::BuildContext& context);

  assay::DatasetInfo info() const override;
  assay::DatasetContents load() const override;
  std::vector<std::filesystem::path> files() const override;

 private:
  struct OpenPart;

  std::vector<OpenPart> open_parts() const;
  void check_alike(const std::vector<OpenPart>& parts) const;
  std::int64_t count_of(const std::vector<OpenPart>& parts) const;
  Scaling scaling_for(const IdxFile& images) const;
  void read_images(IdxFile& images, float* out, std::int64_t samples) const;
  void read_labels(IdxFile& labels, std::int64_t* out, std::int64_t samples) const;

  IdxSettings settings_;
  std::vector<std::filesystem::path> roots_;
};

}  // namespace idx
