#include "plan/identity.hpp"

#include <fmt/format.h>

#include "base/json.hpp"
#include "base/sha256.hpp"
#include "base/version.hpp"

namespace assay::plan {
namespace {

void add_version(const Value& component, const std::string& kind, const Catalog& catalog, Value::Table& versions) {
  const std::string& name = component.at("use").string();
  if (const CatalogEntry* entry = catalog.find(kind, name)) versions[kind + '.' + name] = Value(entry->version);
}

Value plugin_versions(const Value& resolved, const Catalog& catalog) {
  Value::Table versions;
  for (const char* kind : {"dataset", "encoder", "baseline"}) {
    if (const Value* component = resolved.find(kind)) add_version(*component, kind, catalog, versions);
  }
  if (const Value* latents = resolved.find("latent")) {
    for (const auto& latent : latents->table()) add_version(latent.second, "latent", catalog, versions);
  }
  if (const Value* losses = resolved.find("loss")) {
    for (const auto& loss : losses->array()) add_version(loss, "loss", catalog, versions);
  }
  for (const auto& metric : resolved.at("evaluate").at("metrics").array()) add_version(metric, "metric", catalog, versions);
  return {std::move(versions)};
}

}  // namespace

TrialIdentity::TrialIdentity(const Value& resolved, const Catalog& catalog) {
  const std::string own = version().substr(0, version().rfind('.'));
  text_ = to_json(Value::Table{{"assay", own}, {"plugins", plugin_versions(resolved, catalog)}, {"spec", resolved}});
}

std::string TrialIdentity::id(std::int64_t seed) const { return sha256_hex(fmt::format("{}\nseed={}", text_, seed)).substr(0, 16); }

}  // namespace assay::plan
