#include "assay/options/field.hpp"

struct Options {
#ifdef MISTAKE
  short size = 1;
  static constexpr auto fields = assay::fields(assay::field("size", &Options::size, "a size"));
#else
  std::int64_t size = 1;
  static constexpr auto fields = assay::fields(assay::field("size", &Options::size, "a size"));
#endif
};

assay::Schema schema() { return assay::schema_of<Options>(); }
