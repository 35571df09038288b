#pragma once

#include <filesystem>
#include <string_view>
#include <utility>

#include "record/atomic_file.hpp"
#include "record/guard.hpp"
#include "record/node.hpp"
#include "record/seal.hpp"

namespace assay::record::h5 {

/// Writes a whole HDF5 file: `fill` gets its root, `text` goes into its seal. It appears under its name when it is complete and sealed.
/// Throws TrialError "record.write-failed"; the file of before then stays.
template <class Fill>
void write_sealed(const std::filesystem::path& path, std::string_view text, Fill&& fill) {
  AtomicFile target(path);
  writing(path, [&] {
    Id file = create_file(target.temporary());
    std::forward<Fill>(fill)(file);
    finish_file(file);
  });
  seal_file(target.temporary(), text);
  target.commit();
}

}  // namespace assay::record::h5
