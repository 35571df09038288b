#include "record/links_file.hpp"

#include "record/layout.hpp"
#include "record/layout_check.hpp"
#include "record/node.hpp"
#include "record/sealed_file.hpp"

namespace assay::record {
namespace {

/// A file that could not be read when the run was loaded counts as failed with the reader's code.
bool is_readable(const TrialSummary& trial) { return trial.file_bytes > 0 && trial.error_code.compare(0, 3, "h5.") != 0; }

}  // namespace

void write_links(const RunFolder& folder, const RunManifest& manifest, const std::vector<TrialSummary>& trials) {
  h5::write_sealed(folder.links(), {}, [&](const h5::Id& file) {
    h5::set_attribute(file, layout::kind, std::string(layout::kind_links));
    h5::set_attribute(file, layout::layout_version, layout::version);
    h5::set_attribute(file, layout::study, manifest.study);
    for (const auto& arm : manifest.arms) h5::create_group(file, h5::checked_name(arm));
    for (const auto& trial : trials) {
      if (is_readable(trial)) h5::link_file(h5::open_group(file, trial.arm), trial.id, "trials/" + trial.id + ".h5");
    }
  });
}

std::vector<TrialLink> read_links(const std::filesystem::path& path) {
  return h5::reading(path, [&] {
    std::vector<TrialLink> links;
    const h5::Id file = h5::open_file_for_reading(path);
    h5::require_layout(file, path, layout::kind_links, "h5.not-links");
    for (const auto& arm : h5::members(file)) {
      const h5::Id group = h5::open_group(file, arm);
      for (const auto& id : h5::members(group)) links.push_back({arm, id, h5::exists(group, id)});
    }
    return links;
  });
}

}  // namespace assay::record
