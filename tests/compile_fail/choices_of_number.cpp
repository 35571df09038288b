#include "assay/options/field.hpp"

struct Options {
#ifdef MISTAKE
  double rule = 1.0;
  static constexpr auto fields = assay::fields(assay::field("rule", &Options::rule, "a rule").one_of("a", "b"));
#else
  std::string rule = "a";
  static constexpr auto fields = assay::fields(assay::field("rule", &Options::rule, "a rule").one_of("a", "b"));
#endif
};

assay::Schema schema() { return assay::schema_of<Options>(); }
