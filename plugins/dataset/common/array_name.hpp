#pragma once

#include <string>

namespace datasets {

/// An array in a file that holds several: "usps/usps.h5:train/data".
struct ArrayName {
  std::string file;
  std::string array;  ///< empty: the only one

  /// Splits at the last colon; a name without one is that of the file alone.
  static ArrayName parse(const std::string& text);
};

}  // namespace datasets
