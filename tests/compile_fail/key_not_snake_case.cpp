#include "assay/options/field.hpp"

struct Options {
#ifdef MISTAKE
  bool flag = false;
  static constexpr auto fields = assay::fields(assay::field("Flag-One", &Options::flag, "a switch"));
#else
  bool flag = false;
  static constexpr auto fields = assay::fields(assay::field("flag", &Options::flag, "a switch"));
#endif
};

assay::Schema schema() { return assay::schema_of<Options>(); }
