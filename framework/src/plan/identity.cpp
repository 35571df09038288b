#include "plan/identity.hpp"

#include <fmt/format.h>

#include "base/json.hpp"
#include "base/sha256.hpp"
#include "base/version.hpp"

namespace assay::plan {
namespace {

Value plugin_versions(const Value& resolved, const Catalog& catalog) {
  Value::Table versions;
  for (const CatalogEntry* entry : used_components(resolved, catalog)) versions[entry->kind + '.' + entry->name] = Value(entry->version);
  return {std::move(versions)};
}

}  // namespace

TrialIdentity::TrialIdentity(const Value& resolved, const Catalog& catalog) {
  const std::string own = version().substr(0, version().rfind('.'));
  text_ = to_json(Value::Table{{"assay", own}, {"plugins", plugin_versions(resolved, catalog)}, {"spec", resolved}});
}

std::string TrialIdentity::id(std::int64_t seed) const { return sha256_hex(fmt::format("{}\nseed={}", text_, seed)).substr(0, 16); }

}  // namespace assay::plan
