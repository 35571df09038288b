#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "assay/core/value.hpp"

namespace assay::plan {

/// One file that took part in the composition of a spec, kept whole for the result files.
struct SpecSource {
  std::string path;  ///< as printed in messages
  std::string text;
};

/// One cell of the sweep at one seed; or a stage, which is a trial without metrics that others start from.
struct Trial {
  std::string id;   ///< 16 hexadecimal digits: SHA-256 of the canonical resolved spec, the seed and the plugin versions
  std::string arm;  ///< "main" when the spec has no arms; of a stage, its name where it was first met
  std::int64_t seed = 0;
  Value axes;                                 ///< table: dotted path of each swept option -> its value in this trial; "case" -> that of its case
  Value resolved;                             ///< table: dataset, (encoder, latent, loss, train | baseline), evaluate, each complete with defaults
  Value run;                                  ///< table: RunOptions; not part of the identity
  std::map<std::string, std::string> stages;  ///< ids of the stages that it starts from, by name; filled by `add_stages`
};

/// Everything that `assay run` does for one spec.
struct Plan {
  std::string study;
  std::string title;                   ///< optional human title, else the study
  std::filesystem::path spec_file;     ///< the file named on the command line
  std::vector<std::string> overrides;  ///< the --set arguments
  std::vector<SpecSource> sources;
  std::string profile;             ///< that was chosen and changes something, else empty
  std::vector<std::string> arms;   ///< in the order of the spec
  std::vector<std::string> cases;  ///< in the order of the spec; none when it has none
  std::vector<std::string> axes;   ///< "case" when there are cases, then dotted paths of swept options, in the order of the spec
  std::vector<Trial> trials;       ///< arm by arm, case by case, axis by axis, seeds innermost
  std::vector<Trial> stages;       ///< those that others need first; filled by `add_stages`
  std::vector<std::string> notes;  ///< "file:line:column: note: …" on what is no error
  Value halving;                   ///< table: HalvingOptions, null without; not part of any identity
  Value slurm;                     ///< table: SlurmOptions; not part of any identity
  Value table;                     ///< [table] of the spec: metrics to show, `published` figures per arm, or per arm and case
  Value figures = Value::Table{};  ///< [figure.<name>] of the spec by name, each complete with defaults

  /// Name of the run folder: a profile's trials lie beside those of the spec as it stands.
  [[nodiscard]] std::string folder_name() const { return profile.empty() ? study : study + '-' + profile; }
};

}  // namespace assay::plan
