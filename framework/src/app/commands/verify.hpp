#pragma once

#include <ostream>
#include <string>

namespace assay::app {

struct VerifyArguments {
  std::string run;      ///< run folder, or study under runs/
  bool repair = false;  ///< remove leftovers and rebuild the index
  bool json = false;
};

/// `assay verify RUN [--repair]`: one line per problem on `out`. Returns 0 when the folder is sound, 4 when something is wrong.
int run_verify(const VerifyArguments& arguments, std::ostream& out);

}  // namespace assay::app
