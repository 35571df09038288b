#include "record/guard.hpp"
#include "record/index_file.hpp"
#include "record/layout.hpp"
#include "record/layout_check.hpp"
#include "record/node.hpp"

namespace assay::record {
namespace {

/// Puts a column into one member of the rows; the first column sets their number.
template <class T, class From>
void fill(std::vector<TrialSummary>& rows, T TrialSummary::*member, std::vector<From> column) {
  if (rows.size() != column.size()) throw h5::Failure("the columns of the table of trials differ in length");
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].*member = static_cast<T>(std::move(column[i]));
}

}  // namespace

std::vector<TrialSummary> read_index(const std::filesystem::path& path) {
  return h5::reading(path, [&] {
    const h5::Id file = h5::open_file_for_reading(path);
    h5::require_layout(file, path, layout::kind_index, "h5.not-an-index");
    const h5::Id trials = h5::open_group(file, layout::trials);
    const auto ids = h5::read_texts(trials, "id");
    std::vector<TrialSummary> rows(ids.size());
    fill(rows, &TrialSummary::id, ids);
    fill(rows, &TrialSummary::arm, h5::read_texts(trials, "arm"));
    fill(rows, &TrialSummary::seed, h5::read_integers(trials, "seed"));
    fill(rows, &TrialSummary::status, h5::read_texts(trials, "status"));
    fill(rows, &TrialSummary::finished_utc, h5::read_texts(trials, "finished_utc"));
    fill(rows, &TrialSummary::wall_s, h5::read_reals(trials, "wall_s"));
    fill(rows, &TrialSummary::peak_memory_bytes, h5::read_integers(trials, "peak_memory_bytes"));
    fill(rows, &TrialSummary::error_code, h5::read_texts(trials, "error_code"));
    fill(rows, &TrialSummary::error_text, h5::read_texts(trials, "error_text"));
    fill(rows, &TrialSummary::uses_label_information, h5::read_integers(trials, "uses_label_information"));
    fill(rows, &TrialSummary::file_bytes, h5::read_integers(trials, "file_bytes"));
    fill(rows, &TrialSummary::file_mtime_ns, h5::read_integers(trials, "file_mtime_ns"));
    const h5::Id metrics = h5::open_group(file, "values/final");
    for (const auto& name : h5::members(metrics)) {
      const auto values = h5::read_reals(metrics, name);
      if (values.size() != rows.size()) throw h5::Failure("the columns of the table of trials differ in length");
      for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].status == "done") rows[i].final_metrics[name] = values[i];
      }
    }
    return rows;
  });
}

}  // namespace assay::record
