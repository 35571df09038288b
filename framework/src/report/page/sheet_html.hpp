#pragma once

#include <string>
#include <vector>

#include "report/sheet.hpp"

namespace assay::report {

/// What a line of a table is besides its texts.
struct LineMarkup {
  std::string target;  ///< id of the element that its first text leads to; empty: none
  std::string state;   ///< class of the line; empty: none
};

/// The sheet as a table that the script of the page lets readers sort and filter, with its title as caption and its notes below, but for those that
/// belong to others. Short tables have no filter. `id` is that of the table; `lines` has an entry per line of the sheet, or none.
std::string sheet_html(const Sheet& sheet, const std::string& id, const std::vector<LineMarkup>& lines = {});

}  // namespace assay::report
