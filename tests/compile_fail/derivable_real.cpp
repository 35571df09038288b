#include "assay/options/field.hpp"

struct Options {
#ifdef MISTAKE
  double k = 1.0;
  static constexpr auto fields = assay::fields(assay::field("k", &Options::k, "clusters").derivable("classes"));
#else
  std::int64_t k = 1;
  static constexpr auto fields = assay::fields(assay::field("k", &Options::k, "clusters").derivable("classes"));
#endif
};

assay::Schema schema() { return assay::schema_of<Options>(); }
